using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Results;

public sealed class LostReportTests
{
    private static readonly Exception Down = new AwsServiceException("ServiceUnavailable", "down", 503, AwsErrorKind.Transient);

    [Fact]
    public async Task A_report_is_not_tried_again_once_a_heartbeat_has_said_that_the_task_is_closed_and_its_message_is_deleted()
    {
        DateTimeOffset? closed = null;
        var lateReports = 0;
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        worker.Aws.OnSuccess = _ =>
        {
            lateReports += closed < worker.Time.GetUtcNow() ? 1 : 0;
            throw Down;
        };
        worker.Aws.OnHeartbeat = _ =>
        {
            closed ??= worker.Time.GetUtcNow();
            throw new TaskTimedOutException("closed");
        };

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("token-1", heartbeatSeconds: 40)));
        await worker.AdvanceToAsync(worker.Aws.Heartbeats, TimeSpan.FromSeconds(60));
        await worker.Log.ContainsAsync("is cancelled and will not be reported");
        var deleted = await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(60));

        Assert.NotNull(closed);

        // Time may have moved on while the heartbeat's answer was on its way, and one report with it.
        Assert.InRange(lateReports, 0, 1);
        Assert.Equal("receipt-m1", Assert.Single(deleted.Entries).ReceiptHandle);
    }

    [Fact]
    public async Task A_report_that_failed_leaves_alone_a_message_that_was_lost_meanwhile()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering(), "--Queues:write-letter:Slots=1");
        worker.Aws.OnSuccess = _ => throw Down;
        worker.Aws.OnExtension = request => new BatchResponse
        {
            Failed =
            [
                .. request.Entries.Select(entry => new BatchErrorEntry(entry.Id, "ReceiptHandleIsInvalid", "gone", SenderFault: true)),
            ],
        };

        await Soon.Next(worker.Aws.Receives);
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("token-1")));
        await worker.AdvanceToAsync(worker.Aws.Extensions, TimeSpan.FromSeconds(31));

        // The only slot receives again, so the job is over.
        await worker.AdvanceToAsync(worker.Aws.Receives, TimeSpan.FromSeconds(60));

        Assert.Equal(0, worker.Aws.Returns.Reader.Count + worker.Aws.Deletes.Reader.Count);
    }
}
