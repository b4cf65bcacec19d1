using System.Text;
using System.Threading.Channels;
using Workers.Aws;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Activities;

public sealed class ActivityPollingTests
{
    [Fact]
    public async Task A_job_is_run_and_its_output_reported()
    {
        await using var worker = await TestWorker.ActivityAsync((claim, _, _) => Task.FromResult(new Answer($"{claim.Id} pays")));

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());

        var success = await Soon.Next(worker.Aws.Successes);
        Assert.Equal("token-1", success.TaskToken);
        Assert.Equal("""{"text":"c1 pays"}""", Encoding.UTF8.GetString(success.Output.Span));
        var poll = await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Equal(TestWorker.Arn, poll.ActivityArn);
        Assert.False(string.IsNullOrEmpty(poll.WorkerName));
    }

    [Fact]
    public async Task No_poll_is_opened_without_a_free_slot()
    {
        var ends = new TaskCompletionSource<Answer>();
        var started = new TaskCompletionSource();
        var running = 0;
        await using var worker = await TestWorker.ActivityAsync(
            (_, _, _) =>
            {
                if (Interlocked.Increment(ref running) == 2)
                {
                    started.SetResult();
                }

                return ends.Task;
            },
            "--Activities:appraise-claim:Slots=2"
        );

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        worker.Aws.AnswerPoll("token-2", TestWorker.Envelope());
        worker.Aws.AnswerPoll("token-3", TestWorker.Envelope());
        await Soon.Within(started.Task);

        // Both slots are used: the third answer waits for a poll that must not be there.
        Assert.Equal(2, worker.Aws.PollTokens.Count);
        ends.SetResult(new Answer("done"));
        for (var i = 0; i < 3; i++)
        {
            await Soon.Next(worker.Aws.Successes);
        }

        Assert.Equal(3, running);
    }

    [Fact]
    public async Task A_job_that_has_ended_gives_its_slot_back_once()
    {
        const int Jobs = 20;
        var (running, most) = (0, 0);
        var gate = new Lock();
        var held = Channel.CreateUnbounded<TaskCompletionSource<Answer>>();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, _, _) =>
            {
                lock (gate)
                {
                    most = Math.Max(most, ++running);
                }

                var ends = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
                held.Writer.TryWrite(ends);
                var answer = await ends.Task;
                lock (gate)
                {
                    running--;
                }

                return answer;
            },
            "--Activities:appraise-claim:Slots=2"
        );
        for (var i = 0; i < Jobs; i++)
        {
            worker.Aws.AnswerPoll($"token-{i}", TestWorker.Envelope());
        }

        // A slot that came back twice would let one more job run beside the two, for each job that has ended.
        var first = await Soon.Next(held);
        for (var i = 1; i < Jobs; i++)
        {
            var second = await Soon.Next(held);
            first.SetResult(new Answer("done"));
            await Soon.Next(worker.Aws.Successes);
            first = second;
        }

        first.SetResult(new Answer("done"));
        await Soon.Next(worker.Aws.Successes);

        Assert.Equal(2, most);
    }

    [Fact]
    public async Task The_log_tells_when_polls_are_answered_again()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        worker.Aws.AnswerPoll(() => throw new ActivityDoesNotExistException("gone"));
        await Soon.Next(worker.Aws.ActivityPolls);
        await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromSeconds(30));

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);
        worker.Aws.AnswerPoll("token-2", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);

        Assert.Single(worker.Log.Lines, line => line.Contains("answered again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_that_blocks_its_thread_does_not_hold_up_the_polls()
    {
        using var ends = new ManualResetEventSlim();
        await using var worker = await TestWorker.ActivityAsync(
            (_, _, _) =>
            {
                ends.Wait(CancellationToken.None);
                return Task.FromResult(new Answer("done"));
            },
            "--Activities:appraise-claim:Slots=5"
        );
        try
        {
            worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
            await Soon.Next(worker.Aws.ActivityPolls);
            await Soon.Next(worker.Aws.ActivityPolls);

            // Polls become fewer again while nothing comes; the last one must stay.
            for (var i = 0; i < 3; i++)
            {
                worker.Aws.AnswerPoll(() => null);
                await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromSeconds(2));
            }
        }
        finally
        {
            ends.Set();
        }
    }

    [Fact]
    public async Task Polls_multiply_while_they_come_back_full_and_never_exceed_the_slots()
    {
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await TestWorker.ActivityAsync((_, _, _) => ends.Task, "--Activities:appraise-claim:Slots=4");

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        for (var i = 0; i < 3; i++)
        {
            await Soon.Next(worker.Aws.ActivityPolls);
        }

        // One job runs and one poll came back full, so two polls are open; the first made three in all.
        Assert.Equal(3, worker.Aws.PollTokens.Count);
        ends.SetResult(new Answer("done"));
    }

    [Fact]
    public async Task An_empty_answer_that_came_too_fast_is_followed_by_a_pause()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        await Soon.Next(worker.Aws.ActivityPolls);

        worker.Aws.AnswerPoll(() => null);
        var before = worker.Time.GetUtcNow();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(1));
        await Soon.Next(worker.Aws.ActivityPolls);

        Assert.Equal(TimeSpan.FromSeconds(1), worker.Time.GetUtcNow() - before);
    }

    [Fact]
    public async Task A_token_that_is_empty_is_an_empty_poll()
    {
        var ran = false;
        await using var worker = await TestWorker.ActivityAsync(
            (_, _, _) =>
            {
                ran = true;
                return Task.FromResult(new Answer(""));
            }
        );
        await Soon.Next(worker.Aws.ActivityPolls);

        worker.Aws.AnswerPoll("", TestWorker.Envelope());
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(1));
        await Soon.Next(worker.Aws.ActivityPolls);

        Assert.False(ran);
    }

    [Fact]
    public async Task A_throttled_poll_is_followed_by_a_second_or_more_and_then_by_another_poll()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        await Soon.Next(worker.Aws.ActivityPolls);

        worker.Aws.AnswerPoll(() => throw new AwsServiceException("ThrottlingException", "Rate exceeded", 400, AwsErrorKind.Throttled));
        var before = worker.Time.GetUtcNow();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(10));
        await Soon.Next(worker.Aws.ActivityPolls);

        Assert.InRange(worker.Time.GetUtcNow() - before, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_missing_activity_is_told_by_name_and_polled_slowly_until_it_is_there()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        for (var i = 0; i < 3; i++)
        {
            await Soon.Next(worker.Aws.ActivityPolls);
            worker.Aws.AnswerPoll(() => throw new ActivityDoesNotExistException($"Activity Does Not Exist: '{TestWorker.Arn}'"));
            var before = worker.Time.GetUtcNow();
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(30));
            Assert.InRange(worker.Time.GetUtcNow() - before, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
        }

        var reason = Assert.Single(worker.Health.NotReady());
        Assert.Contains(TestWorker.Arn, reason, StringComparison.Ordinal);
        Assert.Contains("Activities__appraise_claim__ActivityArn", reason, StringComparison.Ordinal);
        Assert.Contains(
            worker.Log.Lines,
            line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(TestWorker.Arn, StringComparison.Ordinal)
        );

        await Soon.Next(worker.Aws.ActivityPolls);
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);
        Assert.Empty(worker.Health.NotReady());
    }
}
