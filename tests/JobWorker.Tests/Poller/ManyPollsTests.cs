using JobWorker.Tests.Support;

namespace JobWorker.Tests.Poller;

/// <summary>A job that is polled more often than the history of any one execution could hold.</summary>
public sealed class ManyPollsTests
{
    private const int Polls = 50_000;
    private const int LooksPerLoop = 800;

    // Each report is read by one look, and a second look finds nothing more.
    private const int Steps = (Polls / 2) + LooksPerLoop;

    private readonly Script _script = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_is_polled_50000_times_ends_right_and_no_history_exceeds_its_bound()
    {
        // SQS lets nobody keep a message for longer than twelve hours: the job goes on where the last delivery was.
        var steps = 0;
        await using var poller = await JobPoller.CreateAsync(visibilitySeconds: 3600, looksPerLoop: LooksPerLoop);
        _script.Run = async (claim, context, cancellationToken) =>
        {
            while (steps < Steps)
            {
                await context.Progress.ReportAsync(100.0 * steps / Steps, TimeSpan.FromSeconds(10), cancellationToken);
                await Task.Delay(TimeSpan.FromSeconds(12), poller.Host.Clock, cancellationToken);
                steps++;
            }

            return Script.Answer(claim);
        };
        await poller.StartWorkerAsync(_script);
        var execution = await poller.Host.StartAsync(poller.Machine, JobPoller.Input(), Stop);

        await poller.Host.Clock.RunUntilAsync(() => Volatile.Read(ref steps) == Steps, Stop);
        var ended = await poller.Host.WaitAsync(execution, Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.True(_script.Seen.Count > 1);
        var loops = await poller.LoopsAsync();
        // All loops but the last ended because they had looked that often.
        Assert.InRange((loops.Count - 1) * LooksPerLoop, Polls, 2 * Polls);
        Assert.All(loops, loop => Assert.Equal("SUCCEEDED", loop.Status));
        foreach (var loop in loops)
        {
            Assert.InRange(await poller.EventsAsync(loop.ExecutionArn), 1, 20 * LooksPerLoop);
        }

        Assert.InRange(await poller.EventsAsync(execution), 1, 1_000);
        await poller.AssertReplyQueueIsRemovedAsync(ended);
        await poller.AssertJobQueueIsEmptyAsync();
    }
}
