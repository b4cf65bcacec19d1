using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

public sealed class ActivityTests
{
    [Fact]
    public async Task A_task_goes_through_a_worker_and_its_history_says_so()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine());
        var execution = await emulator.StartAsync("""{"claim": 7}""");

        var (token, input) = await emulator.Clock.RunUntilAsync(emulator.TakeAsync("worker-1"), TestContext.Current.CancellationToken);
        await emulator.CallAsync("SendTaskSuccess", new { taskToken = token, output = """{"paid":true}""" });
        var end = await emulator.EndAsync(execution);

        Assert.Equal("""{"claim": 7}""", input);
        Assert.Equal("""{"paid":true}""", end.GetProperty("output").GetString());
        Assert.Equal(
            "ExecutionStarted TaskStateEntered ActivityScheduled ActivityStarted ActivitySucceeded TaskStateExited ExecutionSucceeded",
            await emulator.EventTypesAsync(execution)
        );
        var started = (await emulator.HistoryAsync(execution))[3];
        Assert.Equal("worker-1", started.GetProperty("activityStartedEventDetails").GetProperty("workerName").GetString());
    }

    [Fact]
    public async Task Polls_that_were_open_before_get_the_tasks_in_their_order_each_once()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine());
        var polls = Enumerable.Range(0, 20).Select(_ => emulator.TakeAsync()).ToArray();
        for (var i = 0; i < polls.Length; i++)
        {
            await emulator.StartAsync(i.ToString(CultureInfo.InvariantCulture));
        }

        var tasks = await emulator.Clock.RunUntilAsync(Task.WhenAll(polls), TestContext.Current.CancellationToken);

        Assert.Equal(20, tasks.Select(task => task.Token).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 20), tasks.Select(task => int.Parse(task.Input, CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task Tasks_that_wait_are_taken_in_the_order_in_which_they_were_scheduled()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine());
        foreach (var input in new[] { "1", "2", "3" })
        {
            await emulator.StartAsync(input);
            await emulator.RestAsync();
        }

        Assert.Equal("1", (await emulator.TakeAsync()).Input);
        Assert.Equal("2", (await emulator.TakeAsync()).Input);
        Assert.Equal("3", (await emulator.TakeAsync()).Input);
    }

    [Fact]
    public async Task A_poll_without_a_task_ends_empty_after_a_minute()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync("CreateActivity", new { name = "work" });

        var poll = emulator.CallAsync("GetActivityTask", new { activityArn = StepFunctionsHarness.ActivityArn("work") });
        await emulator.Clock.AdvanceAsync(TimeSpan.FromSeconds(59), TestContext.Current.CancellationToken);
        Assert.False(poll.IsCompleted);
        var answer = await emulator.Clock.RunUntilAsync(poll, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(60), emulator.Clock.Elapsed);
        Assert.False(answer.TryGetProperty("taskToken", out _));
        Assert.Equal(1, (int)emulator.Statistics()["emptyPolls"]!["AWSStepFunctions.GetActivityTask"]!);
    }

    [Fact]
    public async Task The_poll_after_the_thousandth_open_one_is_refused()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync("CreateActivity", new { name = "work" });
        var input = new { activityArn = StepFunctionsHarness.ActivityArn("work") };
        var polls = Enumerable.Range(0, 1_000).Select(_ => emulator.CallAsync("GetActivityTask", input)).ToArray();

        var (code, _) = await emulator.RefusedAsync("GetActivityTask", input);

        Assert.Equal("ActivityWorkerLimitExceeded", code);
        await emulator.Clock.RunUntilAsync(Task.WhenAll(polls), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(LostPolls.Lossy, "States.Timeout")]
    [InlineData(LostPolls.Safe, null)]
    public async Task A_task_for_a_worker_that_went_away_is_lost_only_where_AWS_would_lose_it(LostPolls lostPolls, string? error)
    {
        await using var emulator = new StepFunctionsHarness(lostPolls);
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine("\"TimeoutSeconds\":30,"));
        using var gone = new CancellationTokenSource();
        var poll = emulator.AbortableCallAsync(
            "GetActivityTask",
            new { activityArn = StepFunctionsHarness.ActivityArn("work") },
            gone.Token
        );
        await emulator.RestAsync();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);

        var execution = await emulator.StartAsync();
        await emulator.RestAsync();
        if (error is null)
        {
            var (token, _) = await emulator.TakeAsync();
            await emulator.CallAsync("SendTaskSuccess", new { taskToken = token, output = "1" });
        }

        var end = await emulator.EndAsync(execution);
        Assert.Equal(error, end.TryGetProperty("error", out var named) ? named.GetString() : null);
        Assert.Equal(error is null ? "SUCCEEDED" : "FAILED", end.GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_activity_that_is_not_there_fails_the_state_without_scheduling_it()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine());
        await emulator.CallAsync("DeleteActivity", new { activityArn = StepFunctionsHarness.ActivityArn("work") });

        var execution = await emulator.StartAsync();
        var end = await emulator.EndAsync(execution);

        Assert.Equal("States.Runtime", end.GetProperty("error").GetString());
        Assert.EndsWith($"The activity {StepFunctionsHarness.ActivityArn("work")} does not exist.", end.GetProperty("cause").GetString());
        Assert.Equal("ExecutionStarted TaskStateEntered ExecutionFailed", await emulator.EventTypesAsync(execution));
    }

    [Fact]
    public async Task Deleting_an_activity_ends_its_open_polls()
    {
        await using var emulator = new StepFunctionsHarness();
        var input = new { activityArn = StepFunctionsHarness.ActivityArn("work") };
        await emulator.CallAsync("CreateActivity", new { name = "work" });
        var poll = emulator.CallAsync("GetActivityTask", input);

        await emulator.CallAsync("DeleteActivity", input);

        Assert.Equal(JsonValueKind.Object, (await poll).ValueKind);
        Assert.Equal("ActivityDoesNotExist", (await emulator.RefusedAsync("GetActivityTask", input)).Code);
    }
}
