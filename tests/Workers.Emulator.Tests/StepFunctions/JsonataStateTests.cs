using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>The JSONata mode of states, from the outside.</summary>
public sealed class JsonataStateTests
{
    [Fact]
    public async Task Pass_puts_out_what_its_Output_says_and_keeps_variables()
    {
        Assert.Equal(
            """{"sum":6,"first":"a","name":"B","now":"1"}""",
            await OutputAsync(
                """
                {"QueryLanguage":"JSONata","StartAt":"A","States":{
                  "A":{"Type":"Pass","Assign":{"total":"{% $sum($states.input.n) %}","x":"a"},"Next":"B"},
                  "B":{"Type":"Pass","End":true,"Assign":{"x":"b"},"Output":
                    {"sum":"{% $total %}","first":"{% $x %}","name":"{% $states.context.State.Name %}","now":"1"}}}}
                """,
                """{"n":[1,2,3]}"""
            )
        );
    }

    [Fact]
    public async Task A_state_of_its_own_language_reads_the_variables_of_the_others()
    {
        Assert.Equal(
            """{"v":42}""",
            await OutputAsync(
                """
                {"StartAt":"A","States":{
                  "A":{"Type":"Pass","Result":{"n":41},"Assign":{"v.$":"$.n"},"Next":"B"},
                  "B":{"Type":"Pass","QueryLanguage":"JSONata","Assign":{"v":"{% $v + 1 %}"},"Next":"C"},
                  "C":{"Type":"Pass","Parameters":{"v.$":"$v"},"End":true}}}
                """
            )
        );
    }

    [Theory]
    [InlineData("""{"n":1}""", """{"was":"small"}""")]
    [InlineData("""{"n":100}""", """{"n":100}""")]
    public async Task Choice_takes_the_first_rule_that_holds_and_its_output(string input, string output)
    {
        Assert.Equal(
            output,
            await OutputAsync(
                """
                {"QueryLanguage":"JSONata","StartAt":"A","States":{
                  "A":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.n < 10 %}","Next":"B","Output":{"was":"small"}}],"Default":"B"},
                  "B":{"Type":"Succeed"}}}
                """,
                input
            )
        );
    }

    [Fact]
    public async Task Map_runs_over_its_Items_and_selects_each()
    {
        Assert.Equal(
            """[{"i":0,"v":"a"},{"i":1,"v":"b"}]""",
            await OutputAsync(
                """
                {"QueryLanguage":"JSONata","StartAt":"A","States":{
                  "A":{"Type":"Map","Items":"{% $states.input.list %}","MaxConcurrency":"{% 1 %}","End":true,
                    "ItemSelector":{"i":"{% $states.context.Map.Item.Index %}","v":"{% $states.context.Map.Item.Value %}"},
                    "ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}
                """,
                """{"list":["a","b"]}"""
            )
        );
    }

    [Fact]
    public async Task A_catcher_sees_the_error_and_makes_the_output()
    {
        Assert.Equal(
            """{"name":"Bad","again":"Bad"}""",
            await OutputAsync(
                """
                {"QueryLanguage":"JSONata","StartAt":"A","States":{
                  "A":{"Type":"Parallel","Branches":[{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"{% 'B' & 'ad' %}"}}}],"End":true,
                    "Catch":[{"ErrorEquals":["States.ALL"],"Next":"B","Assign":{"e":"{% $states.errorOutput.Error %}"},
                      "Output":{"name":"{% $states.errorOutput.Error %}"}}]},
                  "B":{"Type":"Pass","Output":{"name":"{% $states.input.name %}","again":"{% $e %}"},"End":true}}}
                """
            )
        );
    }

    [Fact]
    public async Task Wait_waits_as_long_as_its_expression_says()
    {
        await using var emulator = new StepFunctionsHarness();
        var begin = emulator.Clock.GetUtcNow();

        await emulator.RunAsync(
            """
            {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Wait","Seconds":"{% $states.input.s * 60 %}","End":true}}}
            """,
            """{"s":2}"""
        );

        Assert.True(emulator.Clock.GetUtcNow() - begin >= TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("{% $missing %}", "returned nothing (undefined).")]
    [InlineData("{% 1 + 'a' %}", "threw an error during evaluation. T2002: The right side of the \"+\" operator must evaluate to a number")]
    [InlineData("{% function($x){$x} %}", "returned an unsupported result type.")]
    [InlineData("{% $range(1, 2, 0) %}", "threw an error during evaluation: The increment of the range function must not be 0")]
    public async Task An_evaluation_that_fails_is_an_event_and_fails_the_state(string expression, string what)
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            $$"""{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":{"v":{{JsonSerializer.Serialize(expression)}}},"End":true} } }"""
        );
        var execution = await emulator.StartAsync();

        var end = await emulator.EndAsync(execution);

        Assert.Equal("States.QueryEvaluationError", end.GetProperty("error").GetString());
        Assert.Equal(
            $"An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '{expression[3..^3]}' "
                + $"specified for the field 'Output/v' {what}",
            end.GetProperty("cause").GetString()
        );
        Assert.Equal("ExecutionStarted PassStateEntered EvaluationFailed ExecutionFailed", await emulator.EventTypesAsync(execution));
    }

    [Theory]
    [InlineData("{% 1 %}", "returned an unexpected result type. Expected 'array', but was 'number' for value: 1")]
    [InlineData("{% {'a':1} %}", "returned an unexpected result type. Expected 'array', but was 'object' for value: {\"a\":1}")]
    public async Task Items_that_are_no_array_fail_the_Map(string items, string what)
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(
            $$$"""
            {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Map","Items":"{{{items}}}","End":true,
              "ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true} } } } } }
            """
        );

        Assert.EndsWith(what, end.GetProperty("cause").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% a[1,2) %}", "INVALID_JSONATA_EXPRESSION: Expected \"]\", got \",\" at /States/A/Output/v")]
    [InlineData("{% 1 + %}", "INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/Output/v")]
    [InlineData(
        "{% phone %}",
        "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/A/Output/v"
    )]
    public async Task An_expression_that_cannot_be_evaluated_is_refused_with_its_definition(string expression, string finding)
    {
        await using var emulator = new StepFunctionsHarness();

        var (code, message) = await emulator.RefusedAsync(
            "CreateStateMachine",
            new
            {
                name = "m",
                roleArn = "arn:aws:iam::000000000000:role/r",
                definition = $$"""
                {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":{"v":{{JsonSerializer.Serialize(
                    expression
                )}}},"End":true} } }
                """,
            }
        );

        Assert.Equal(("InvalidDefinition", $"Invalid State Machine Definition: '{finding}'"), (code, message));
    }

    [Theory]
    [InlineData(
        "JSONata",
        "\"ResultPath\":\"$.a\"",
        "The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage"
    )]
    [InlineData(
        "JSONPath",
        "\"Output\":1",
        "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage"
    )]
    public async Task Fields_of_the_other_language_are_refused(string language, string field, string message)
    {
        await using var emulator = new StepFunctionsHarness();

        var answer = await emulator.CallAsync(
            "ValidateStateMachineDefinition",
            new
            {
                definition = $$$"""{"QueryLanguage":"{{{language}}}","StartAt":"A","States":{"A":{"Type":"Pass",{{{field}}},"End":true} } }""",
            }
        );

        Assert.Equal(message, answer.GetProperty("diagnostics")[0].GetProperty("message").GetString());
    }

    private static async Task<string?> OutputAsync(string definition, string input = "{}")
    {
        await using var emulator = new StepFunctionsHarness();
        var end = await emulator.RunAsync(definition, input);
        return end.TryGetProperty("output", out var output) ? output.GetString() : end.ToString();
    }
}
