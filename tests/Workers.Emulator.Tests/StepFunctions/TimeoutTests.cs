namespace Workers.Emulator.Tests.StepFunctions;

public sealed class TimeoutTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_clock_of_an_activity_starts_when_a_worker_takes_it()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine("\"TimeoutSeconds\":10,"));
        var execution = await emulator.StartAsync();
        await emulator.Clock.AdvanceAsync(TimeSpan.FromHours(1), Cancellation);
        await emulator.TakeAsync();

        var end = await emulator.EndAsync(execution);

        Assert.Equal(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(10), emulator.Clock.Elapsed);
        Assert.Equal("States.Timeout", end.GetProperty("error").GetString());
        Assert.False(end.TryGetProperty("cause", out _));
        Assert.EndsWith(
            "ActivityStarted ActivityTimedOut ExecutionFailed",
            await emulator.EventTypesAsync(execution),
            StringComparison.Ordinal
        );
        Assert.Equal(1, (int)emulator.Statistics()["activities"]!["work"]!["timedOut"]!);
    }

    [Fact]
    public async Task Heartbeats_restart_their_own_clock_only()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine("\"TimeoutSeconds\":25,\"HeartbeatSeconds\":10,"));
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();
        var (token, _) = await emulator.TakeAsync();
        for (var i = 0; i < 2; i++)
        {
            await emulator.Clock.AdvanceAsync(TimeSpan.FromSeconds(9), Cancellation);
            await emulator.CallAsync("SendTaskHeartbeat", new { taskToken = token });
        }

        await emulator.EndAsync(execution);

        Assert.Equal(TimeSpan.FromSeconds(25), emulator.Clock.Elapsed);
        Assert.Equal("TaskTimedOut", (await emulator.RefusedAsync("SendTaskHeartbeat", new { taskToken = token })).Code);
    }

    [Fact]
    public async Task A_missing_heartbeat_ends_the_task_as_a_timeout()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine("\"TimeoutSeconds\":600,\"HeartbeatSeconds\":10,"));
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();
        await emulator.TakeAsync();

        var end = await emulator.EndAsync(execution);

        Assert.Equal(TimeSpan.FromSeconds(10), emulator.Clock.Elapsed);
        Assert.Equal("States.Timeout", end.GetProperty("error").GetString());
    }

    [Fact]
    public async Task The_machines_timeout_ends_an_execution_that_no_worker_serves()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            $$$"""
            {"StartAt":"Work","TimeoutSeconds":300,"States":{"Work":{"Type":"Task","Resource":"{{{StepFunctionsHarness.ActivityArn(
                "work"
            )}}}",
            "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Work"}],"End":true} } }
            """
        );
        var execution = await emulator.StartAsync();

        var end = await emulator.EndAsync(execution);

        Assert.Equal("TIMED_OUT", end.GetProperty("status").GetString());
        Assert.False(end.TryGetProperty("error", out _));
        Assert.Equal("ExecutionStarted TaskStateEntered ActivityScheduled ExecutionTimedOut", await emulator.EventTypesAsync(execution));

        // The task went with its execution: no worker must get it.
        var poll = emulator.CallAsync("GetActivityTask", new { activityArn = StepFunctionsHarness.ActivityArn("work") });
        var answer = await emulator.Clock.RunUntilAsync(poll, Cancellation);
        Assert.False(answer.TryGetProperty("taskToken", out _));
    }

    [Fact]
    public async Task A_wait_of_a_year_is_skipped()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":31536000,"End":true}}}""", "5");

        Assert.Equal("SUCCEEDED", end.GetProperty("status").GetString());
        Assert.Equal(TimeSpan.FromDays(365), emulator.Clock.Elapsed);
    }

    [Fact]
    public async Task A_catcher_of_a_timeout_gets_an_empty_cause()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            $$$"""
            {"StartAt":"Work","States":{"Work":{"Type":"Task","TimeoutSeconds":5,"Resource":"{{{StepFunctionsHarness.ActivityArn(
                "work"
            )}}}",
            "Catch":[{"ErrorEquals":["States.Timeout"],"Next":"Caught"}],"End":true},"Caught":{"Type":"Pass","End":true} } }
            """
        );
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();
        await emulator.TakeAsync();

        var end = await emulator.EndAsync(execution);

        Assert.Equal("""{"Error":"States.Timeout","Cause":""}""", end.GetProperty("output").GetString());
    }
}
