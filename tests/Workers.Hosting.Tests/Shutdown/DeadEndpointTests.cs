using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Shutdown;

/// <summary>AWS does not answer any more while the worker stops: the stop takes no longer than its budget.</summary>
public sealed class DeadEndpointTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(110);

    private readonly TaskCompletionSource _dead = new();

    [Fact]
    public async Task Polls_that_are_never_answered_are_waited_for_until_the_budget_is_used_up()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        await Soon.Next(worker.Aws.ActivityPolls);

        await StopAsync(worker);

        Assert.Contains("1 polls were still open when the shutdown budget was used up", worker.Log.Text, StringComparison.Ordinal);
        Assert.All(worker.Aws.PollTokens, token => Assert.False(token.IsCancellationRequested));
    }

    [Fact]
    public async Task A_result_that_is_never_acknowledged_does_not_overrun_the_budget()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), "--Activities:appraise-claim:HeartbeatSeconds=20");
        worker.Aws.Dead = _dead.Task;
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);
        worker.Aws.AnswerPoll(() => null);
        worker.Aws.AnswerPoll(() => null);

        await StopAsync(worker);
    }

    [Fact]
    public async Task A_running_job_that_can_be_returned_to_nobody_does_not_overrun_the_budget()
    {
        var started = new TaskCompletionSource();
        await using var worker = await TestWorker.QueueAsync(
            async (_, _, token) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return new Answer("");
            },
            "--Queues:write-letter:Slots=1"
        );
        worker.Aws.Dead = _dead.Task;
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Within(started.Task);

        await StopAsync(worker);
    }

    [Fact]
    public async Task A_delete_that_is_never_acknowledged_does_not_overrun_the_budget()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering(), "--Queues:write-letter:Slots=1");
        worker.Aws.OnSuccess = _ =>
        {
            worker.Aws.Dead = _dead.Task;
            return Task.CompletedTask;
        };
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(1));
        worker.Aws.AnswerReceive();

        await StopAsync(worker);

        Assert.Contains("Not every finished message could be deleted", worker.Log.Text, StringComparison.Ordinal);
    }

    private static async Task StopAsync(TestWorker worker)
    {
        var began = worker.Time.GetUtcNow();
        var stop = worker.StopAsync();
        while (!stop.IsCompleted && worker.Time.GetUtcNow() - began < Budget)
        {
            await worker.Time.AdvanceToNextAsync(began + Budget - worker.Time.GetUtcNow(), stop);
        }

        // Time stands still from here: what the stop still waits for would be too much.
        await Soon.Within(stop);
        Assert.InRange(worker.Time.GetUtcNow() - began, TimeSpan.Zero, Budget);
    }
}
