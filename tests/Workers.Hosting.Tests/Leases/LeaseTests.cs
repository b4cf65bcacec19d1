using System.Globalization;
using System.Threading.Channels;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Leases;

public sealed class LeaseTests
{
    private readonly Channel<string> _started = Channel.CreateUnbounded<string>();

    [Fact]
    public async Task A_running_job_beats_at_about_half_of_its_heartbeat_timeout_and_not_after_its_end()
    {
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await TestWorker.ActivityAsync((_, _, _) => ends.Task);
        await StartJobAsync(worker, heartbeatSeconds: 60);

        for (var i = 0; i < 3; i++)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(36));
            Assert.Equal("token-1", (await Soon.Next(worker.Aws.Heartbeats)).TaskToken);
        }

        Assert.Equal(90, (worker.Time.GetUtcNow() - new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero)).TotalSeconds);
        ends.SetResult(new Answer("done"));
        await Soon.Next(worker.Aws.Successes);
        worker.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, worker.Aws.Heartbeats.Reader.Count);
    }

    [Theory]
    [InlineData(null, 100, 50)]
    [InlineData(20, 100, 10)]
    public async Task The_envelopes_heartbeat_wins_over_the_setting(int? inEnvelope, int inSettings, int expectedSeconds)
    {
        await using var worker = await TestWorker.ActivityAsync(
            WaitForCancel,
            $"--Activities:appraise-claim:HeartbeatSeconds={inSettings.ToString(CultureInfo.InvariantCulture)}"
        );
        await StartJobAsync(worker, inEnvelope);

        var before = worker.Time.GetUtcNow();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(100));
        await Soon.Next(worker.Aws.Heartbeats);

        Assert.Equal(expectedSeconds, (worker.Time.GetUtcNow() - before).TotalSeconds);
    }

    [Fact]
    public async Task A_heartbeat_timeout_longer_than_timers_can_wait_runs_its_job()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), "--Activities:appraise-claim:Slots=1");

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope(heartbeatSeconds: 99_999_999));
        Assert.Equal("token-1", (await Soon.Next(worker.Aws.Successes)).TaskToken);

        worker.Aws.AnswerPoll("token-2", TestWorker.Envelope(heartbeatSeconds: 99_999_999));
        Assert.Equal("token-2", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Fact]
    public async Task A_heartbeat_that_gets_no_answer_is_followed_by_another_while_the_lease_lives()
    {
        var hangs = new TaskCompletionSource();
        await using var worker = await TestWorker.ActivityAsync(WaitForCancel);
        var beats = 0;
        worker.Aws.OnHeartbeat = _ => beats++ == 0 ? hangs.Task : Task.CompletedTask;
        await StartJobAsync(worker, heartbeatSeconds: 12);

        var started = worker.Time.GetUtcNow();
        await worker.AdvanceToAsync(worker.Aws.Heartbeats, TimeSpan.FromSeconds(7));
        await worker.AdvanceToAsync(worker.Aws.Heartbeats, TimeSpan.FromSeconds(5));

        Assert.InRange((worker.Time.GetUtcNow() - started).TotalSeconds, 8, 11);
        hangs.SetResult();
    }

    [Fact]
    public async Task A_throttled_extension_does_not_lose_the_message()
    {
        var answers = 0;
        await using var worker = await TestWorker.QueueAsync(WaitForCancel, "--Queues:write-letter:VisibilityTimeoutSeconds=60");
        worker.Aws.OnExtension = request =>
            answers++ == 0
                ? new BatchResponse
                {
                    Failed = [.. request.Entries.Select(entry => new BatchErrorEntry(entry.Id, "RequestThrottled", "slow down", true))],
                }
                : new BatchResponse { Successful = [.. request.Entries.Select(entry => new BatchResultEntry(entry.Id))] };
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope()));
        await Soon.Next(_started);

        await worker.AdvanceToAsync(worker.Aws.Extensions, TimeSpan.FromSeconds(31));
        await worker.AdvanceToAsync(worker.Aws.Extensions, TimeSpan.FromSeconds(2));

        Assert.DoesNotContain("is cancelled", worker.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TaskTimedOut")]
    [InlineData("TaskDoesNotExist")]
    [InlineData("InvalidToken")]
    public async Task A_heartbeat_that_says_the_task_is_gone_cancels_the_job_and_its_report(string code)
    {
        var cancelled = new TaskCompletionSource<JobCancelReason>();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, context, token) =>
            {
                await using var registration = token.Register(() => cancelled.TrySetResult(context.CancelReason));
                await cancelled.Task;
                return new Answer("too late");
            },
            "--Activities:appraise-claim:Slots=1"
        );
        worker.Aws.OnHeartbeat = _ =>
            throw code switch
            {
                "TaskTimedOut" => new TaskTimedOutException("gone"),
                "TaskDoesNotExist" => new TaskDoesNotExistException("gone"),
                _ => new InvalidTokenException("gone"),
            };
        await StartJobAsync(worker, heartbeatSeconds: 60);

        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(36));

        Assert.Equal(JobCancelReason.TaskLost, await Soon.Within(cancelled.Task));

        // The only slot polls again, so the job is over; nothing was reported.
        await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Equal(0, worker.Aws.Successes.Reader.Count + worker.Aws.Failures.Reader.Count);
    }

    [Fact]
    public async Task Throttled_heartbeats_go_on_and_keep_the_job()
    {
        var beats = 0;
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await TestWorker.ActivityAsync((_, _, _) => ends.Task);
        worker.Aws.OnHeartbeat = _ =>
            Interlocked.Increment(ref beats) <= 3
                ? throw new AwsServiceException("ThrottlingException", "Rate exceeded", 400, AwsErrorKind.Throttled)
                : Task.CompletedTask;
        await StartJobAsync(worker, heartbeatSeconds: 60);

        for (var i = 0; i < 6; i++)
        {
            await worker.AdvanceToAsync(worker.Aws.Heartbeats, TimeSpan.FromSeconds(36));
        }

        ends.SetResult(new Answer("done"));
        Assert.Equal("token-1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Fact]
    public async Task A_lease_that_must_have_run_out_by_local_time_cancels_the_job()
    {
        var cancelled = new TaskCompletionSource<JobCancelReason>();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, context, token) =>
            {
                await using var registration = token.Register(() => cancelled.TrySetResult(context.CancelReason));
                await cancelled.Task;
                token.ThrowIfCancellationRequested();
                return new Answer("");
            },
            "--Activities:appraise-claim:Slots=1"
        );
        worker.Aws.OnHeartbeat = _ => throw new AwsConnectionException("no route to host");
        var started = worker.Time.GetUtcNow();
        await StartJobAsync(worker, heartbeatSeconds: 20);

        while (!cancelled.Task.IsCompleted && worker.Time.GetUtcNow() - started < TimeSpan.FromSeconds(20))
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(JobCancelReason.TaskLost, await Soon.Within(cancelled.Task));
        Assert.Equal(TimeSpan.FromSeconds(20), worker.Time.GetUtcNow() - started);
        await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Equal(0, worker.Aws.Failures.Reader.Count);
    }

    [Fact]
    public async Task The_visibility_of_all_running_messages_is_extended_in_batches_when_half_is_left()
    {
        await using var worker = await TestWorker.QueueAsync(
            WaitForCancel,
            "--Queues:write-letter:Slots=12",
            "--Queues:write-letter:VisibilityTimeoutSeconds=60"
        );
        Assert.Equal(60, (await Soon.Next(worker.Aws.Receives)).VisibilityTimeout);
        worker.Aws.AnswerReceive([.. Enumerable.Range(1, 10).Select(i => AwsDouble.Message($"m{i}", TestWorker.Envelope($"t{i}")))]);
        await worker.AdvanceToAsync(worker.Aws.Receives, TimeSpan.FromMilliseconds(50));
        worker.Aws.AnswerReceive(
            AwsDouble.Message("m11", TestWorker.Envelope("t11")),
            AwsDouble.Message("m12", TestWorker.Envelope("t12"))
        );
        for (var i = 0; i < 12; i++)
        {
            await Soon.Next(_started);
        }

        // The last two came some milliseconds later and go along with the first ten.
        var first = await worker.AdvanceToAsync(worker.Aws.Extensions, TimeSpan.FromSeconds(30));
        var second = await Soon.Next(worker.Aws.Extensions);

        Assert.InRange((worker.Time.GetUtcNow() - new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero)).TotalSeconds, 30, 30.05);
        Assert.Equal(12, first.Entries.Count + second.Entries.Count);
        Assert.True(first.Entries.Count <= 10 && second.Entries.Count <= 10);
        Assert.All(first.Entries.Concat(second.Entries), entry => Assert.Equal(60, entry.VisibilityTimeout));
    }

    private async Task<Answer> WaitForCancel(Claim claim, JobContext context, CancellationToken token)
    {
        _started.Writer.TryWrite(context.JobId);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        return new Answer("never");
    }

    private static async Task StartJobAsync(TestWorker worker, int? heartbeatSeconds)
    {
        await Soon.Next(worker.Aws.ActivityPolls);
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope(heartbeatSeconds: heartbeatSeconds));
    }
}
