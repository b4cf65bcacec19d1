using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

public sealed class RetryCatchTests
{
    private const string Retried = """
        "Retry":[
          {"ErrorEquals":["ErrorA","ErrorB"],"IntervalSeconds":1,"BackoffRate":2.0,"MaxAttempts":2},
          {"ErrorEquals":["ErrorC"],"IntervalSeconds":5}],
        "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.error","Next":"Caught"}],
        """;

    private const string Machine = $$$"""
        {"StartAt":"Work","States":{
          "Work":{"Type":"Task","Resource":"arn:aws:states:us-east-1:000000000000:activity:work",
            "Parameters":{"attempt.$":"$$.State.RetryCount"},{{{Retried}}}"End":true},
          "Caught":{"Type":"Pass","End":true} } }
        """;

    [Fact]
    public async Task Each_retrier_counts_and_waits_for_itself_until_the_catcher_takes_over()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Machine);
        var execution = await emulator.StartAsync("""{"claim":1}""");
        var times = new List<TimeSpan>();
        var inputs = new List<string>();
        foreach (var error in new[] { "ErrorA", "ErrorB", "ErrorC", "ErrorB" })
        {
            var (token, input) = await emulator.Clock.RunUntilAsync(emulator.TakeAsync(), TestContext.Current.CancellationToken);
            times.Add(emulator.Clock.Elapsed);
            inputs.Add(input);
            await emulator.CallAsync(
                "SendTaskFailure",
                new
                {
                    taskToken = token,
                    error,
                    cause = $"by {error}",
                }
            );
        }

        var end = await emulator.EndAsync(execution);

        Assert.Equal([0, 1, 3, 8], times.Select(time => (int)time.TotalSeconds));
        Assert.Equal(["""{"attempt":0}""", """{"attempt":1}""", """{"attempt":2}""", """{"attempt":3}"""], inputs);
        Assert.Equal("""{"claim":1,"error":{"Error":"ErrorB","Cause":"by ErrorB"}}""", end.GetProperty("output").GetString());
    }

    [Fact]
    public async Task A_retry_leaves_no_events_of_its_own()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Machine);
        var execution = await emulator.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            var (token, _) = await emulator.Clock.RunUntilAsync(emulator.TakeAsync(), TestContext.Current.CancellationToken);
            object report = i == 0 ? new { taskToken = token, error = "ErrorA" } : new { taskToken = token, output = "1" };
            await emulator.CallAsync(i == 0 ? "SendTaskFailure" : "SendTaskSuccess", report);
        }

        await emulator.EndAsync(execution);

        Assert.Equal(
            "ExecutionStarted TaskStateEntered ActivityScheduled ActivityStarted ActivityFailed ActivityScheduled ActivityStarted "
                + "ActivitySucceeded TaskStateExited ExecutionSucceeded",
            await emulator.EventTypesAsync(execution)
        );
        var previous = (await emulator.HistoryAsync(execution)).Select(entry => entry.GetProperty("previousEventId").GetInt32());
        Assert.Equal([0, 0, 2, 3, 4, 5, 6, 7, 8, 9], previous);
    }

    [Fact]
    public async Task A_failure_without_a_name_reaches_a_catcher_as_nulls()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Machine);
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();
        var (token, _) = await emulator.TakeAsync();
        await emulator.CallAsync("SendTaskFailure", new { taskToken = token });

        var end = await emulator.EndAsync(execution);

        Assert.Equal("""{"error":{"Error":null,"Cause":null}}""", end.GetProperty("output").GetString());
    }

    [Fact]
    public async Task States_Runtime_is_caught_by_nothing()
    {
        await using var emulator = new StepFunctionsHarness();
        var definition = Machine.Replace("$$.State.RetryCount", "$.missing", StringComparison.Ordinal);

        var end = await emulator.RunAsync(definition);

        Assert.Equal("States.Runtime", end.GetProperty("error").GetString());
        Assert.StartsWith(
            "An error occurred while executing the state 'Work' (entered at the event id #2). ",
            end.GetProperty("cause").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Reports_of_two_attempts_carry_two_tokens()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Machine);
        await emulator.StartAsync();
        var (first, _) = await emulator.Clock.RunUntilAsync(emulator.TakeAsync(), TestContext.Current.CancellationToken);
        await emulator.CallAsync("SendTaskFailure", new { taskToken = first, error = "ErrorA" });

        var (second, _) = await emulator.Clock.RunUntilAsync(emulator.TakeAsync(), TestContext.Current.CancellationToken);

        Assert.NotEqual(first, second);
        Assert.Equal("TaskTimedOut", (await emulator.RefusedAsync("SendTaskSuccess", new { taskToken = first, output = "1" })).Code);
    }

    [Fact]
    public async Task A_resource_that_the_emulator_cannot_perform_fails_by_name()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(
            """
            {"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::sns:publish",
            "Parameters":{"Message":"m"},"End":true}}}
            """
        );

        Assert.Equal("Emulator.UnsupportedIntegration", end.GetProperty("error").GetString());
        Assert.Contains("sns:publish", end.GetProperty("cause").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, end.GetProperty("cause").ValueKind);
    }
}
