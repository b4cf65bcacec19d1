using System.Threading.Channels;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Leases;

/// <summary>What a message brings along: the time that it has waited, and deliveries before this one.</summary>
public sealed class QueuedJobTests
{
    private readonly Channel<JobContext> _started = Channel.CreateUnbounded<JobContext>();
    private readonly TaskCompletionSource<Answer> _ends = new();

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(29)]
    public async Task The_first_beat_comes_in_time_for_a_clock_that_runs_since_the_message_was_sent(int age)
    {
        await using var worker = await TestWorker.QueueAsync(Work);
        var sent = worker.Time.GetUtcNow() - TimeSpan.FromSeconds(age);
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1", heartbeatSeconds: 60), sent: sent));
        await Soon.Next(_started);

        await worker.AdvanceToAsync(worker.Aws.Heartbeats, TimeSpan.FromSeconds(60));

        Assert.InRange(worker.Time.GetUtcNow() - sent, TimeSpan.FromSeconds(Math.Max(24, age)), TimeSpan.FromSeconds(36.1));
        _ends.SetResult(new Answer("done"));
    }

    [Fact]
    public async Task A_clock_that_is_wrong_cancels_nothing_and_sends_no_more_beats()
    {
        await using var worker = await TestWorker.QueueAsync(Work);
        var sent = worker.Time.GetUtcNow() - TimeSpan.FromHours(10);
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1", heartbeatSeconds: 60), sent: sent));
        var context = await Soon.Next(_started);
        var began = worker.Time.GetUtcNow();
        while (worker.Time.GetUtcNow() - began < TimeSpan.FromMinutes(5))
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromMinutes(1));
        }

        // One that asks, and one in each 24 to 36 s.
        Assert.InRange(worker.Aws.Heartbeats.Reader.Count, 9, 14);
        Assert.Equal(JobCancelReason.None, context.CancelReason);
        _ends.SetResult(new Answer("done"));
    }

    [Fact]
    public async Task A_redelivered_message_is_asked_for_until_Step_Functions_answers()
    {
        var asked = 0;

        // Nothing else is due in this time.
        await using var worker = await TestWorker.QueueAsync(Work, "--Queues:write-letter:VisibilityTimeoutSeconds=14400");
        worker.Aws.OnHeartbeat = _ =>
            ++asked < 4
                ? throw new AwsServiceException("ThrottlingException", "Rate exceeded", 400, AwsErrorKind.Throttled)
                : throw new TaskTimedOutException("Task Timed Out");

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1"), receiveCount: 2));
        var deleted = await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(60));

        Assert.Equal("receipt-m1", Assert.Single(deleted.Entries).ReceiptHandle);
        Assert.Equal(4, asked);
        Assert.Equal(0, _started.Reader.Count);
    }

    [Fact]
    public async Task A_redelivered_message_is_run_where_heartbeats_are_not_permitted()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        worker.Aws.OnHeartbeat = _ =>
            throw new AwsServiceException("AccessDeniedException", "states:SendTaskHeartbeat", 400, AwsErrorKind.Final);

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1", heartbeatSeconds: 600), receiveCount: 2));

        Assert.Equal("t1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Fact]
    public async Task A_stop_returns_a_message_that_Step_Functions_has_not_told_about()
    {
        await using var worker = await TestWorker.QueueAsync(Work);
        worker.Aws.OnHeartbeat = _ => throw new AwsServiceException("InternalError", "down", 500, AwsErrorKind.Transient);
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1", heartbeatSeconds: 600), receiveCount: 2));
        await Soon.Next(worker.Aws.Heartbeats);
        await worker.Log.ContainsAsync("a heartbeat of job m1 failed");

        var stop = worker.StopAsync();

        Assert.Equal(("receipt-m1", 0), Told(await Soon.Next(worker.Aws.Returns)));
        worker.Aws.AnswerReceive();
        await Soon.Within(stop);
        Assert.Equal(0, _started.Reader.Count);
    }

    [Fact]
    public async Task A_message_that_comes_again_before_it_is_deleted_is_not_run_again()
    {
        await using var worker = await TestWorker.QueueAsync(Work);
        _ends.SetResult(new Answer("done"));
        await Soon.Next(worker.Aws.Receives);
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope()));
        await Soon.Next(_started);

        await worker.AdvanceToAsync(worker.Aws.Receives, TimeSpan.FromMilliseconds(20));

        // The delete waits for company, which never comes in this time.
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope(), receiveCount: 2));
        await worker.Log.ContainsAsync("is delivered once more");
        await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromMilliseconds(50));

        Assert.Equal(0, _started.Reader.Count);
    }

    private static (string, int) Told(ChangeMessageVisibilityRequest request) => (request.ReceiptHandle, request.VisibilityTimeout);

    private Task<Answer> Work(Claim claim, JobContext context, CancellationToken cancellationToken)
    {
        _started.Writer.TryWrite(context);
        return _ends.Task;
    }
}
