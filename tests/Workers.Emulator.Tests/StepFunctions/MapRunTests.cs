using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>Distributed Map: child executions and their run.</summary>
public sealed class MapRunTests
{
    [Fact]
    public async Task A_run_has_a_child_execution_for_each_item()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Machine("""{"Type":"Pass","End":true}""", "\"Label\":\"Each\",\"MaxConcurrency\":2,"));
        var execution = await emulator.StartAsync("[1,2,3]");

        var end = await emulator.EndAsync(execution);
        var run = (await emulator.CallAsync("ListMapRuns", new { executionArn = execution })).GetProperty("mapRuns")[0];
        var arn = run.GetProperty("mapRunArn").GetString();
        var children = await emulator.CallAsync("ListExecutions", new { mapRunArn = arn });
        var counts = (await emulator.CallAsync("DescribeMapRun", new { mapRunArn = arn })).GetProperty("executionCounts");

        Assert.Equal("[1,2,3]", end.GetProperty("output").GetString());
        Assert.StartsWith("arn:aws:states:us-east-1:000000000000:mapRun:machine/Each:", arn, StringComparison.Ordinal);
        Assert.Equal(3, children.GetProperty("executions").GetArrayLength());
        Assert.Equal((3, 3), (counts.GetProperty("succeeded").GetInt32(), counts.GetProperty("total").GetInt32()));
        Assert.Equal(
            "ExecutionStarted MapStateEntered MapStateStarted MapRunStarted MapRunSucceeded MapStateSucceeded MapStateExited "
                + "ExecutionSucceeded",
            await emulator.EventTypesAsync(execution)
        );
    }

    [Theory]
    [InlineData("\"ToleratedFailureCount\":1,", "SUCCEEDED")]
    [InlineData("\"ToleratedFailurePercentage\":50,", "SUCCEEDED")]
    [InlineData("\"ToleratedFailurePercentage\":10,", "FAILED")]
    [InlineData("", "FAILED")]
    public async Task A_run_fails_when_more_children_fail_than_may(string tolerance, string status)
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            Machine(
                """
                {"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"F"}],"Default":"S"},"S":{"Type":"Succeed"},
                "F":{"Type":"Fail","Error":"Two"}
                """,
                tolerance
            )
        );

        var end = await emulator.EndAsync(await emulator.StartAsync("[1,2,3]"));

        Assert.Equal(status, end.GetProperty("status").GetString());
        Assert.Equal(
            status == "FAILED" ? "States.ExceedToleratedFailureThreshold" : "[1,3]",
            end.TryGetProperty("error", out var error) ? error.GetString() : end.GetProperty("output").GetString()
        );
    }

    [Fact]
    public async Task A_batcher_hands_several_items_to_a_child()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(
            Machine("""{"Type":"Pass","End":true}""", "\"ItemBatcher\":{\"MaxItemsPerBatch\":2,\"BatchInput\":{\"k\":7}},"),
            "[1,2,3]"
        );

        Assert.Equal(
            """[{"BatchInput":{"k":7},"Items":[1,2]},{"BatchInput":{"k":7},"Items":[3]}]""",
            end.GetProperty("output").GetString()
        );
    }

    [Fact]
    public async Task Stopping_the_execution_aborts_the_children()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Machine("""{"Type":"Wait","Seconds":1000,"End":true}"""));
        var execution = await emulator.StartAsync("[1,2]");
        await emulator.RestAsync();
        var run = (await emulator.CallAsync("ListMapRuns", new { executionArn = execution })).GetProperty("mapRuns")[0];

        await emulator.CallAsync("StopExecution", new { executionArn = execution });
        await emulator.RestAsync();

        var children = await emulator.CallAsync("ListExecutions", new { mapRunArn = run.GetProperty("mapRunArn").GetString() });
        Assert.Equal(
            ["ABORTED", "ABORTED"],
            children.GetProperty("executions").EnumerateArray().Select(child => child.GetProperty("status").GetString())
        );
    }

    [Fact]
    public async Task An_Express_execution_is_answered_with_its_result()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync(
            "CreateStateMachine",
            new
            {
                name = "quick",
                type = "EXPRESS",
                roleArn = "arn:aws:iam::000000000000:role/r",
                definition = """{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"a":1},"End":true}}}""",
            }
        );

        var answer = await emulator.CallAsync("StartSyncExecution", new { stateMachineArn = StepFunctionsHarness.MachineArn("quick") });

        Assert.Equal(("SUCCEEDED", """{"a":1}"""), (answer.GetProperty("status").GetString(), answer.GetProperty("output").GetString()));
    }

    private static string Machine(string state, string fields = "") =>
        JsonSerializer
            .SerializeToElement(
                JsonElement.Parse(
                    $$$"""
                    {"StartAt":"M","States":{"M":{"Type":"Map",{{{fields}}}"End":true,"ItemProcessor":{
                      "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"A","States":{"A":{{{state}}} } } } } }
                    """
                )
            )
            .ToString();
}
