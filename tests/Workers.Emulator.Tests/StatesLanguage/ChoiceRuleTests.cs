using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

public sealed class ChoiceRuleTests
{
    private const string Input = """
        {'s':'foo23.log','t':'bar','n':5,'f':5.0,'big':10,'b':true,'z':null,'star':'a*b',
         'day':'2024-02-29T12:00:00Z','later':'2024-02-29T13:30:00.5+01:00'}
        """;

    [Theory]
    [InlineData("'Variable':'$.s','StringEquals':'foo23.log'", true)]
    [InlineData("'Variable':'$.s','StringEqualsPath':'$.t'", false)]
    [InlineData("'Variable':'$.s','StringGreaterThanPath':'$.t'", true)]
    [InlineData("'Variable':'$.t','StringLessThan':'baz'", true)]
    [InlineData("'Variable':'$.t','StringLessThanEquals':'bar'", true)]
    [InlineData("'Variable':'$.t','StringGreaterThanEquals':'Bar'", true)]
    [InlineData("'Variable':'$.n','StringEquals':'5'", false)]
    [InlineData("'Variable':'$.n','NumericEquals':5", true)]
    [InlineData("'Variable':'$.f','NumericEqualsPath':'$.n'", true)]
    [InlineData("'Variable':'$.n','NumericLessThan':5.01", true)]
    [InlineData("'Variable':'$.n','NumericGreaterThanEqualsPath':'$.big'", false)]
    [InlineData("'Variable':'$.s','NumericGreaterThan':0", false)]
    [InlineData("'Variable':'$.b','BooleanEquals':true", true)]
    [InlineData("'Variable':'$.b','BooleanEquals':false", false)]
    [InlineData("'Variable':'$.n','BooleanEquals':true", false)]
    [InlineData("'Variable':'$.day','TimestampLessThanPath':'$.later'", true)]
    [InlineData("'Variable':'$.later','TimestampEquals':'2024-02-29T12:30:00.500Z'", true)]
    [InlineData("'Variable':'$.s','TimestampGreaterThan':'2024-02-29T12:30:00Z'", false)]
    [InlineData("'Variable':'$.s','StringMatches':'foo*.log'", true)]
    [InlineData("'Variable':'$.s','StringMatches':'*'", true)]
    [InlineData("'Variable':'$.s','StringMatches':'f*o*2*g'", true)]
    [InlineData("'Variable':'$.s','StringMatches':'foo23.lo'", false)]
    [InlineData("'Variable':'$.s','StringMatches':'foo23.log*log'", false)]
    [InlineData(@"'Variable':'$.star','StringMatches':'a\\*b'", true)]
    [InlineData(@"'Variable':'$.s','StringMatches':'foo\\*'", false)]
    [InlineData("'Variable':'$.z','IsNull':true", true)]
    [InlineData("'Variable':'$.n','IsNull':false", true)]
    [InlineData("'Variable':'$.nope','IsPresent':false", true)]
    [InlineData("'Variable':'$.z','IsPresent':true", true)]
    [InlineData("'Variable':'$.n','IsNumeric':true", true)]
    [InlineData("'Variable':'$.n','IsString':true", false)]
    [InlineData("'Variable':'$.b','IsBoolean':true", true)]
    [InlineData("'Variable':'$.day','IsTimestamp':true", true)]
    [InlineData("'Variable':'$.s','IsTimestamp':false", true)]
    [InlineData("'And':[{'Variable':'$.n','IsNumeric':true},{'Variable':'$.n','NumericEquals':6}]", false)]
    [InlineData("'Or':[{'Variable':'$.n','NumericEquals':6},{'Variable':'$.n','NumericEquals':5}]", true)]
    [InlineData("'Not':{'Variable':'$.n','NumericEquals':6}", true)]
    public void Evaluate_OfARule_SaysWhetherItHolds(string rule, bool expected) =>
        Assert.Equal(expected, Choice(rule).Choices[0].Evaluate(Scopes.Of(Input)));

    [Theory]
    [InlineData("'Variable':'$.nope','StringEquals':'x'", "$.nope")]
    [InlineData("'Variable':'$.nope','IsNull':true", "$.nope")]
    [InlineData("'Variable':'$.s','StringEqualsPath':'$.nope'", "$.nope")]
    public void Evaluate_OfAnAbsentVariable_IsARuntimeError(string rule, string path)
    {
        var error = Assert.Throws<StatesErrorException>(() => Choice(rule).Select(Scopes.Of(Input)));

        Assert.Equal(
            ("States.Runtime", $"Invalid path '{path}': The choice state's condition path references an invalid value."),
            (error.Error, error.Cause)
        );
    }

    [Fact]
    public void Select_WithoutAMatch_IsTheDefaultOrAnError()
    {
        var withDefault = Choice("'Variable':'$.n','NumericEquals':6", ",'Default':'B'");
        var without = Choice("'Variable':'$.n','NumericEquals':6");

        Assert.Null(withDefault.Select(Scopes.Of(Input)));
        var error = Assert.Throws<StatesErrorException>(() => without.Select(Scopes.Of(Input)));
        Assert.Equal("Failed to transition out of the state. The state does not point to a next state.", error.Cause);
    }

    private static ChoiceState Choice(string rule, string more = "") =>
        (ChoiceState)Scopes.State($"{{'Type':'Choice','Choices':[{{{rule},'Next':'A'}}]{more}}}");
}
