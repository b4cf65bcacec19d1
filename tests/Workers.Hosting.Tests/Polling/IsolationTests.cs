using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Polling;

/// <summary>One source's jobs, whatever they do, against another source in the same process.</summary>
public sealed class IsolationTests
{
    private const string Activity = "appraise-claim";

    [Fact]
    public async Task Handlers_that_block_their_threads_starve_nobody()
    {
        // The pool adds one or two threads a second by itself: far too few for the test's patience.
        const int Blocked = 100;
        using var ends = new ManualResetEventSlim();
        var blocked = 0;
        var all = new TaskCompletionSource();
        await using var worker = await TwoSourcesAsync(
            () =>
            {
                if (Interlocked.Increment(ref blocked) == Blocked)
                {
                    all.SetResult();
                }

                ends.Wait(CancellationToken.None);
                return Task.FromResult(new Answer("done"));
            },
            $"--Activities:{Activity}:Slots={Blocked}"
        );
        try
        {
            for (var i = 0; i < Blocked; i++)
            {
                worker.Aws.AnswerPoll("token-" + i, TestWorker.Envelope());
            }

            await Soon.Within(all.Task);
            await LetterIsWrittenAsync(worker);
        }
        finally
        {
            ends.Set();
        }
    }

    [Fact]
    public async Task Handlers_that_hang_hold_their_own_slots_only()
    {
        var hangs = new TaskCompletionSource<Answer>();
        var running = 0;
        var full = new TaskCompletionSource();
        await using var worker = await TwoSourcesAsync(
            () =>
            {
                if (Interlocked.Increment(ref running) == 3)
                {
                    full.SetResult();
                }

                return hangs.Task;
            },
            $"--Activities:{Activity}:Slots=3"
        );
        for (var i = 0; i < 5; i++)
        {
            worker.Aws.AnswerPoll("token-" + i, TestWorker.Envelope());
        }

        await Soon.Within(full.Task);
        for (var i = 0; i < 5; i++)
        {
            await LetterIsWrittenAsync(worker);
        }

        Assert.Equal(3, running);
        worker.Time.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain(worker.Health.NotReady(), reason => reason.StartsWith(Activity, StringComparison.Ordinal));
        hangs.SetResult(new Answer("done"));
    }

    [Fact]
    public async Task Handlers_that_throw_at_once_end_one_by_one_and_their_source_goes_on()
    {
        await using var worker = await TwoSourcesAsync(() => throw new InvalidOperationException("poisoned"));

        for (var i = 0; i < 300; i++)
        {
            worker.Aws.AnswerPoll("token-" + i, TestWorker.Envelope());
        }

        for (var i = 0; i < 300; i++)
        {
            Assert.Equal("InvalidOperationException", (await Soon.Next(worker.Aws.Failures)).Error);
        }

        await LetterIsWrittenAsync(worker);
    }

    [Fact]
    public async Task Handlers_that_run_out_of_memory_fail_by_name()
    {
        // No memory is large enough for it, so that it is refused at once.
        var side = int.MaxValue;
        await using var worker = await TwoSourcesAsync(() =>
            Task.FromResult(new Answer($"{Array.CreateInstance(typeof(byte), side, side).LongLength}"))
        );

        for (var i = 0; i < 10; i++)
        {
            worker.Aws.AnswerPoll("token-" + i, TestWorker.Envelope());
            Assert.Equal("OutOfMemoryException", (await Soon.Next(worker.Aws.Failures)).Error);
        }

        await LetterIsWrittenAsync(worker);
    }

    private static Task<TestWorker> TwoSourcesAsync(Func<Task<Answer>> appraise, params string[] args) =>
        TestWorker.ActivityAsync(
            builder =>
                builder.AddQueue<TestHandler, Claim, Answer>(
                    "write-letter",
                    TestJson.Default.Claim,
                    TestJson.Default.Answer,
                    options => options.QueueName = "letters"
                ),
            (_, context, _) => context.SourceName == Activity ? appraise() : Task.FromResult(new Answer("letter")),
            args
        );

    private static async Task LetterIsWrittenAsync(TestWorker worker)
    {
        worker.Aws.AnswerReceive(AwsDouble.Message(Guid.NewGuid().ToString(), TestWorker.Envelope("letter-token")));
        Assert.Equal("letter-token", (await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(1))).TaskToken);
    }
}
