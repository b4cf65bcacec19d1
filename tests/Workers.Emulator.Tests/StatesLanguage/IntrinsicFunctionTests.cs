using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

public sealed class IntrinsicFunctionTests
{
    private const string Input = "{'n':1.5,'s':'a b','list':[3,1,3,{'k':1},{'k':1}],'o':{'k':[1,'x'],'e':{}},'nul':null,'json':'{}'}";

    [Theory]
    [InlineData("States.Format('{} and {}', $.s, $.n)", "'a b and 1.5'")]
    [InlineData("States.Format('{}', $.o)", "'{k=[1, x], e={}}'")]
    [InlineData("States.Format('{}', $.nul)", "'null'")]
    [InlineData(@"States.Format('\{\} {} it\'s', true)", "'{} true it's'")]
    [InlineData("States.Format('plain')", "'plain'")]
    [InlineData("States.StringToJson($.json)", "{}")]
    [InlineData(@"States.StringToJson('[1,{}]')", "[1,{}]")]
    [InlineData("States.JsonToString($.o.k)", "'[1,\\'x\\']'")]
    [InlineData("States.Array(1, null, $.s)", "[1,null,'a b']")]
    [InlineData("States.Array()", "[]")]
    [InlineData("States.ArrayPartition($.list, 2)", "[[3,1],[3,{'k':1}],[{'k':1}]]")]
    [InlineData("States.ArrayPartition($.list, 4.9)", "[[3,1,3,{'k':1}],[{'k':1}]]")]
    [InlineData("States.ArrayPartition(States.Array(), 2)", "[]")]
    [InlineData("States.ArrayContains($.list, 1)", "true")]
    [InlineData("States.ArrayContains($.list, 'x')", "false")]
    [InlineData("States.ArrayRange(1, 9, 3)", "[1,4,7]")]
    [InlineData("States.ArrayRange(3, 1, -1)", "[3,2,1]")]
    [InlineData("States.ArrayGetItem($.list, 1)", "1")]
    [InlineData("States.ArrayLength($.list)", "5")]
    [InlineData("States.ArrayUnique($.list)", "[3,1,{'k':1}]")]
    [InlineData("States.Base64Encode('hé')", "'aMOp'")]
    [InlineData("States.Base64Decode('aMOp')", "'hé'")]
    [InlineData("States.Hash('abc', 'MD5')", "'900150983cd24fb0d6963f7d28e17f72'")]
    [InlineData("States.Hash('abc', 'SHA-1')", "'a9993e364706816aba3e25717850c26c9cd0d89d'")]
    [InlineData("States.JsonMerge($.o, States.StringToJson('{\"e\":1,\"z\":2}'), false)", "{'k':[1,'x'],'e':1,'z':2}")]
    [InlineData("States.MathAdd(2, -5)", "-3")]
    [InlineData("States.MathAdd($.n, -1.5)", "1")]
    [InlineData("States.MathRandom(7, 8)", "7")]
    [InlineData("States.StringSplit('a.b,,c', '.,')", "['a','b','c']")]
    [InlineData("States.ArrayLength(States.StringSplit($.s, ' '))", "2")]
    public void Evaluate_ComputesTheResult(string call, string expected) =>
        Assert.Equal(expected, Evaluate(call).Replace("\\\"", "\\'", StringComparison.Ordinal));

    [Fact]
    public void MathRandom_WithASeed_IsRepeatable() =>
        Assert.Equal(Evaluate("States.MathRandom(1, 1000000, 5)"), Evaluate("States.MathRandom(1, 1000000, 5)"));

    [Fact]
    public void Uuid_IsAVersionFourUuid()
    {
        var uuid = Guid.Parse(Evaluate("States.UUID()").Trim('\''));

        Assert.Equal(4, uuid.Version);
    }

    [Theory]
    [InlineData("States.Format('{} {}', 1)")]
    [InlineData("States.Format('{}', 1, 2)")]
    [InlineData("States.StringToJson('{')")]
    [InlineData("States.ArrayPartition($.list, 0)")]
    [InlineData("States.ArrayPartition($.s, 1)")]
    [InlineData("States.ArrayRange(1, 1001, 0)")]
    [InlineData("States.ArrayRange(1, 1001, 1)")]
    [InlineData("States.ArrayGetItem($.list, 5)")]
    [InlineData("States.ArrayGetItem($.list, -1)")]
    [InlineData("States.ArrayLength($.o)")]
    [InlineData("States.Base64Decode('???')")]
    [InlineData("States.Hash('abc', 'SHA256')")]
    [InlineData("States.JsonMerge($.o, $.o, true)")]
    [InlineData("States.JsonMerge($.o, $.s, false)")]
    [InlineData("States.MathAdd('1', 1)")]
    [InlineData("States.MathRandom(5, 5)")]
    [InlineData("States.StringSplit($.s, '')")]
    public void Evaluate_OfArgumentsThatCannotBe_NamesTheCall(string call)
    {
        var error = Assert.Throws<StatesErrorException>(() => Evaluate(call));

        Assert.Equal("States.Runtime", error.Error);
        Assert.StartsWith(
            $"The function '{call}' had the following error: Invalid arguments in {call[..call.IndexOf('(', StringComparison.Ordinal)]}",
            error.Cause,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Range_OfAThousand_IsAllowed() => Assert.Equal("1000", Evaluate("States.ArrayLength(States.ArrayRange(1, 1000, 1))"));

    [Theory]
    [InlineData("States.Format('{}', States.Array($.nope))", "$.nope")]
    [InlineData("States.Format('{}', $.list[9])", "$.list[9]")]
    [InlineData("States.Format('{}', $$.Nope.Deep)", "$.Nope.Deep")]
    public void Evaluate_OfAnArgumentThatLeadsNowhere_NamesTheWholeExpression(string call, string path)
    {
        var error = Assert.Throws<StatesErrorException>(() => Evaluate(call));

        Assert.Equal(
            $"The function '{call}' had the following error: The JsonPath argument for the field '{path}' could not be found in the input "
                + $"'{Input.Replace('\'', '"')}'",
            error.Cause
        );
    }

    [Theory]
    [InlineData("States.Nothing()")]
    [InlineData("States.UUID")]
    [InlineData("States.UUID(1)")]
    [InlineData("States.ArrayLength()")]
    [InlineData("States.Array(1,)")]
    [InlineData("States.Array('open)")]
    [InlineData(@"States.Array('\n')")]
    [InlineData("States.Array(word)")]
    [InlineData("States.Array(1) more")]
    [InlineData("Format('{}', 1)")]
    public void TryParse_OfSomethingElse_IsFalse(string text) => Assert.False(IntrinsicParser.TryParse(text, out _));

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void TryParse_OfNestedCalls_AllowsTenLevels(int levels, bool isAllowed)
    {
        var text = string.Concat(Enumerable.Repeat("States.Array(", levels)) + new string(')', levels);

        Assert.Equal(isAllowed, IntrinsicParser.TryParse(text, out _));
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void Base64Encode_TakesTenThousandCharacters(int length, bool isAllowed)
    {
        var fault = Record.Exception(() => Evaluate($"States.Base64Encode('{new string('a', length)}')"));

        Assert.Equal(isAllowed, fault is null);
    }

    private static string Evaluate(string call)
    {
        Assert.True(IntrinsicParser.TryParse(call, out var parsed), call);
        return Scopes.Text(parsed.Evaluate(Scopes.Of(Input), "v.$"));
    }
}
