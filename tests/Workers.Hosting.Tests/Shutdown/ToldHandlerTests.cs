using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Shutdown;

/// <summary>What handlers do when they are told of the stop.</summary>
public sealed class ToldHandlerTests
{
    [Fact]
    public async Task A_handler_that_gives_up_when_it_is_told_of_the_stop_is_returned_not_failed()
    {
        var started = new TaskCompletionSource();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, context, _) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.ShuttingDown);
                return new Answer("");
            },
            "--Activities:appraise-claim:Slots=1"
        );
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(("token-1", "Worker.Shutdown"), (failure.TaskToken, failure.Error));
        await Soon.Within(stop);
    }

    [Fact]
    public async Task A_handler_that_fails_while_it_is_told_of_the_stop_does_not_end_the_drain()
    {
        var started = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await TestWorker.ActivityAsync(
            (_, context, _) =>
            {
                context.ShuttingDown.Register(() =>
                {
                    told.SetResult();
                    throw new InvalidOperationException("told badly");
                });
                started.SetResult();
                return ends.Task;
            },
            "--Activities:appraise-claim:Slots=1"
        );
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();
        await Soon.Within(told.Task);
        ends.SetResult(new Answer("done"));

        Assert.Equal("token-1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        await Soon.Within(stop);
        await Soon.Within(worker.Log.ContainsAsync("told badly"));
    }

    [Fact]
    public async Task A_handler_that_hangs_while_it_is_told_of_the_stop_does_not_overrun_the_budget()
    {
        var started = new TaskCompletionSource();
        using var hangs = new ManualResetEventSlim();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, context, token) =>
            {
                context.ShuttingDown.Register(() => hangs.Wait(CancellationToken.None));
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return new Answer("");
            },
            "--Activities:appraise-claim:Slots=1"
        );
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();
        try
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(110));
            var failure = await Soon.Next(worker.Aws.Failures);
            Assert.Equal(("token-1", "Worker.Shutdown"), (failure.TaskToken, failure.Error));
            await Soon.Within(stop);
        }
        finally
        {
            hangs.Set();
        }
    }
}
