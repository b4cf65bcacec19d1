using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

public sealed class ReferencePathTests
{
    [Theory]
    [InlineData("$", "{'a':1}", "9")]
    [InlineData("$.a", "{'a':1,'b':2}", "{'a':9,'b':2}")]
    [InlineData("$.c", "{'a':1}", "{'a':1,'c':9}")]
    [InlineData("$.x.y.z", "{'a':1}", "{'a':1,'x':{'y':{'z':9}}}")]
    [InlineData("$.a.b", "{'a':{'c':1}}", "{'a':{'c':1,'b':9}}")]
    [InlineData("$.a[1]", "{'a':[1,2,3]}", "{'a':[1,9,3]}")]
    [InlineData("$.a[0].b", "{'a':[{},{}]}", "{'a':[{'b':9},{}]}")]
    public void Apply_PutsTheResultInItsPlace(string path, string input, string expected)
    {
        var placed = ReferencePath.Of(JsonPath.Parse(path)).Apply(Scopes.Value(input), Scopes.Value("9"));

        Assert.Equal(expected, Scopes.Text(placed));
    }

    [Fact]
    public void Apply_OfDiscard_KeepsTheInput() =>
        Assert.Equal("{'a':1}", Scopes.Text(ReferencePath.Discard.Apply(Scopes.Value("{'a':1}"), Scopes.Value("9"))));

    [Theory]
    [InlineData("$.a", "'text'", "States.ResultPathMatchFailure", "Unable to apply ReferencePath $.a to input 'text'")]
    [InlineData("$.a", "[1]", "States.ReferencePathConflict", "Unable to apply step 'a' to input [1]")]
    [InlineData("$.a.b", "{'a':1}", "States.ReferencePathConflict", "Unable to apply step 'b' to input {'a':1}")]
    [InlineData("$.a[2]", "{'a':[1]}", "States.ReferencePathConflict", "Unable to apply step '2' to input {'a':[1]}")]
    public void Apply_WithoutRoomForTheResult_Fails(string path, string input, string name, string cause)
    {
        var reference = ReferencePath.Of(JsonPath.Parse(path));

        var error = Assert.Throws<StatesErrorException>(() => reference.Apply(Scopes.Value(input), Scopes.Value("9")));

        Assert.Equal((name, cause), (error.Error, error.Cause!.Replace('"', '\'')));
    }

    [Theory]
    [InlineData("null", "{}")]
    [InlineData("'$'", "{'a':{'b':1}}")]
    [InlineData("'$.a'", "{'b':1}")]
    [InlineData("'$$.State'", "{'Name':'It'}")]
    public void InputPath_Selects(string path, string expected)
    {
        var state = Scopes.State($"{{'Type':'Pass','InputPath':{path},'End':true}}");

        Assert.Equal(expected, Scopes.Text(state.InputPath.Evaluate(Scopes.Of("{'a':{'b':1}}", "{'State':{'Name':'It'}}"))));
    }
}
