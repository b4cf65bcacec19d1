using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

public sealed class PayloadTemplateTests
{
    [Theory]
    [InlineData("{'fixed':1,'path':'$.a'}", "{'fixed':1,'path':'$.a'}")]
    [InlineData("{'v.$':'$.a'}", "{'v':1.50}")]
    [InlineData("{'deep':{'list':[{'v.$':'$.list[0]'},2]}}", "{'deep':{'list':[{'v':'x'},2]}}")]
    [InlineData("{'all.$':'$'}", "{'all':{'a':1.50,'list':['x']}}")]
    [InlineData("{'who.$':'$$.Execution.Name'}", "{'who':'run'}")]
    [InlineData("{'v.$':'$stock.left'}", "{'v':3}")]
    [InlineData("{'v.$':'States.Array($.a, $stock.left)'}", "{'v':[1.50,3]}")]
    [InlineData("{'v.$':'$.list[7]'}", "{'v':null}")]
    [InlineData("[1,{'v.$':'$.a'}]", "[1,{'v':1.50}]")]
    [InlineData("'text'", "'text'")]
    public void Evaluate_FillsInWhatKeysEndingInDollarDenote(string template, string expected)
    {
        var state = (PassState)Scopes.State($"{{'Type':'Pass','Parameters':{template},'End':true}}");
        var scope = Scopes.Of("{'a':1.50,'list':['x']}", "{'Execution':{'Name':'run'}}", "{'stock':{'left':3}}");

        Assert.Equal(expected, Scopes.Text(state.Parameters!.Evaluate(scope)));
    }

    [Fact]
    public void Evaluate_OfAPathThatLeadsNowhere_NamesPathFieldAndInput()
    {
        var state = (PassState)Scopes.State("{'Type':'Pass','Parameters':{'deep':{'v.$':'$.b'}},'End':true}");

        var error = Assert.Throws<StatesErrorException>(() => state.Parameters!.Evaluate(Scopes.Of("{'a':1}")));

        Assert.Equal(
            "An error occurred while executing the state 'It' (entered at the event id #4). "
                + "The JSONPath '$.b' specified for the field 'v.$' could not be found in the input '{\"a\":1}'",
            error.DescribeCause("It", 4)
        );
    }

    [Fact]
    public void Evaluate_OfText_KeepsIt()
    {
        var state = (PassState)Scopes.State("{'Type':'Pass','Parameters':{'v.$':'$'},'End':true}");
        var scope = new EvaluationScope(Json.Parse("""{"t":"é <b> \" \\ud83d \n \u0001 🆗"}"""), Json.EmptyObject);

        Assert.Equal("""{"v":{"t":"é <b> \" \\ud83d \n \u0001 🆗"}}""", Json.ToText(state.Parameters!.Evaluate(scope)));
    }

    [Fact]
    public void Evaluate_OfJsonataThatFails_NamesTheExpressionAndTheField()
    {
        var state = (PassState)
            Scopes.State("{'Type':'Pass','QueryLanguage':'JSONata','Output':{'v':'{% 1 + 1 %}','w':['{% 1 + true %}']},'End':true}");

        var error = Assert.Throws<StatesErrorException>(() => state.Output!.Evaluate(Scopes.Of("{}")));

        Assert.Equal("States.QueryEvaluationError", error.Error);
        Assert.Equal("Output/w[0]", error.Location);
        Assert.Equal(
            "The JSONata expression '1 + true' specified for the field 'Output/w[0]' threw an error during evaluation. "
                + "T2002: The right side of the \"+\" operator must evaluate to a number",
            error.Cause
        );
    }
}
