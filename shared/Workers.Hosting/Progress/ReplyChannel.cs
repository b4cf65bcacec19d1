using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting.Progress;

/// <summary>One delivery's way to its reply queue: progress while the job runs, and the response at its end.</summary>
internal sealed partial class ReplyChannel(
    ReplyAddress address,
    Lease lease,
    int attempt,
    ISqsProducer producer,
    ISqsQueues queues,
    LeaseKeeper leases,
    ILogger logger
) : IJobProgress
{
    private static readonly string[] Wanted = ["QueueArn"];

    private int _sequence;

    public async Task ReportAsync(double percent, TimeSpan nextLookIn, CancellationToken cancellationToken)
    {
        ProgressMessage.ThrowIfWrong(percent, nextLookIn);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await SendAsync(ProgressMessage.InProgress(address, attempt, NextSequence(), percent, nextLookIn), cancellationToken);
        }
        catch (QueueDoesNotExistException)
        {
            Lose();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            LogNotReported(lease.Source.Name, lease.JobId, percent, exception.Message);
        }
    }

    /// <summary>Posts the response.</summary>
    /// <exception cref="QueueDoesNotExistException">Nobody waits for it any more.</exception>
    public Task RespondAsync(JobOutcome outcome, CancellationToken cancellationToken) =>
        SendAsync(ProgressMessage.Response(address, attempt, NextSequence(), outcome), cancellationToken);

    /// <summary>Whether the reply queue is known to be gone, so that the job would be done for nobody.</summary>
    public async Task<bool> IsGoneAsync()
    {
        try
        {
            await queues.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = address.QueueUrl, AttributeNames = Wanted });
        }
        catch (QueueDoesNotExistException)
        {
            Lose();
            return true;
        }
        catch (Exception exception)
        {
            // Asking only saves work: whatever keeps the answer away, the job is done.
            LogNotAsked(lease.Source.Name, lease.JobId, exception.Message);
        }

        return false;
    }

    private int NextSequence() => Interlocked.Increment(ref _sequence);

    private Task<SendMessageResponse> SendAsync(string body, CancellationToken cancellationToken) =>
        producer.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = address.QueueUrl,
                MessageBody = body,
                MessageAttributes = TraceContext.MessageAttributes(),
            },
            cancellationToken
        );

    private void Lose() => leases.Lose(lease, JobCancelReason.TaskLost, "its reply queue does not exist any more", taskClosed: true);

    [LoggerMessage(LogLevel.Warning, "{Source}: the progress of job {JobId} ({Percent} %) could not be posted: {Reason}")]
    private partial void LogNotReported(string source, string jobId, double percent, string reason);

    [LoggerMessage(
        LogLevel.Information,
        "{Source}: whether somebody still waits for job {JobId} is not known, so it is done; allow sqs:GetQueueAttributes on the reply queue: {Reason}"
    )]
    private partial void LogNotAsked(string source, string jobId, string reason);
}
