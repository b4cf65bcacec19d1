using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

public sealed class MapStateTests
{
    [Fact]
    public void Parse_ReadsLegacyAndCurrentNames()
    {
        var legacy = Map("'Iterator'", "'Parameters':{'v.$':'$$.Map.Item.Value'}");
        var current = Map(
            "'ItemProcessor'",
            "'ItemSelector':{'v.$':'$$.Map.Item.Value'},'MaxConcurrency':2,'ToleratedFailureCount':9223372036854775807"
        );
        var scope = Scopes.Of("[1]", "{'Map':{'Item':{'Index':0,'Value':7}}}");

        Assert.Equal("{'v':7}", Scopes.Text(legacy.ItemSelector!.Evaluate(scope)));
        Assert.Equal("{'v':7}", Scopes.Text(current.ItemSelector!.Evaluate(scope)));
        Assert.Equal((0, 2), (legacy.ResolveMaxConcurrency(scope), current.ResolveMaxConcurrency(scope)));
    }

    [Theory]
    [InlineData("'Comment':''", "[1,2]", "[1,2]")]
    [InlineData("'ItemsPath':'$.a.b'", "{'a':{'b':[3]}}", "[3]")]
    [InlineData("'ItemsPath':'$list'", "{}", "['v']")]
    public void ResolveItems_FindsTheArray(string field, string input, string expected) =>
        Assert.Equal(expected, Scopes.Text(Map("'ItemProcessor'", field).ResolveItems(Scopes.Of(input, variables: "{'list':['v']}"))));

    [Theory]
    [InlineData("'ItemsPath':'$.a'", "{'b':1}", "States.ReferencePathConflict", "Unable to apply step 'a' to input {'b':1}")]
    [InlineData("'ItemsPath':'$.b'", "{'b':1}", "States.Runtime", "Reference path '$.b' must point to array.")]
    public void ResolveItems_WithoutAnArray_Fails(string field, string input, string name, string cause)
    {
        var error = Assert.Throws<StatesErrorException>(() => Map("'ItemProcessor'", field).ResolveItems(Scopes.Of(input)));

        Assert.Equal((name, cause), (error.Error, error.Cause!.Replace('"', '\'')));
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("'4'", 4)]
    public void Resolve_OfANumberAtAPath_AlsoTakesItInQuotes(string value, int expected)
    {
        var map = Map(
            "'ItemProcessor'",
            "'MaxConcurrencyPath':'$.m','ToleratedFailureCountPath':'$.m','ToleratedFailurePercentagePath':'$.m'"
        );
        var scope = Scopes.Of($"{{'m':{value}}}");

        Assert.Equal(expected, map.ResolveMaxConcurrency(scope));
        Assert.Equal(expected, map.ResolveToleratedFailureCount(scope));
        Assert.Equal(expected, map.ResolveToleratedFailurePercentage(scope));
    }

    [Theory]
    [InlineData("'many'", "The MaxConcurrencyPath field refers to value 'many' which is not a valid integer: $.m")]
    [InlineData("{}", "The MaxConcurrencyPath field refers to value '{}' which is not a valid integer: $.m")]
    [InlineData("1.5", "The MaxConcurrencyPath field refers to value '1.5' which is not a valid integer: $.m")]
    public void ResolveMaxConcurrency_OfSomethingElse_IsARuntimeError(string value, string cause)
    {
        var map = Map("'ItemProcessor'", "'MaxConcurrencyPath':'$.m'");

        var error = Assert.Throws<StatesErrorException>(() => map.ResolveMaxConcurrency(Scopes.Of($"{{'m':{value}}}")));

        Assert.Equal(("States.Runtime", cause), (error.Error, error.Cause!.Replace('"', '\'')));
    }

    [Theory]
    [InlineData("-1", "ToleratedFailureCount cannot be negative.", "ToleratedFailurePercentage must be between 0 and 100.")]
    public void Resolve_OfANumberOutOfRange_IsARuntimeError(string value, string countCause, string percentageCause)
    {
        var map = Map("'ItemProcessor'", "'ToleratedFailureCountPath':'$.m','ToleratedFailurePercentagePath':'$.m'");
        var scope = Scopes.Of($"{{'m':{value}}}");

        Assert.Equal(countCause, Assert.Throws<StatesErrorException>(() => map.ResolveToleratedFailureCount(scope)).Cause);
        Assert.Equal(percentageCause, Assert.Throws<StatesErrorException>(() => map.ResolveToleratedFailurePercentage(scope)).Cause);
    }

    private static MapState Map(string processor, string fields) =>
        (MapState)Scopes.State($"{{'Type':'Map',{processor}:{{'StartAt':'E','States':{{'E':{{'Type':'Succeed'}}}}}},{fields},'End':true}}");
}
