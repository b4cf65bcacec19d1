using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;

namespace Workers.Hosting.Queues;

/// <summary>What is done with the messages of one queue after their jobs: deleted, or returned.</summary>
internal sealed partial class QueueMessages
{
    // A worker's finished jobs of some minutes; what is forgotten is caught by the heartbeat that a redelivery starts with.
    private const int Remembered = 10_000;

    private static readonly TimeSpan FirstReturn = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestReturn = TimeSpan.FromMinutes(15);

    private readonly RememberedIds _done = new(Remembered);
    private readonly RememberedIds _reported = new(Remembered);
    private readonly WorkerClock _clock;
    private readonly Jitter _jitter;
    private readonly ILogger _logger;

    public QueueMessages(VisibilityGroup group, int? maxReceiveCount, WorkerClock clock, Jitter jitter, ILogger logger)
    {
        Group = group;
        MaxReceiveCount = maxReceiveCount;
        _clock = clock;
        _jitter = jitter;
        _logger = logger;
        Deletes = new DeleteBatcher(group, _done, clock, jitter, logger);
    }

    public VisibilityGroup Group { get; }

    /// <summary>The redrive policy's maxReceiveCount; <see langword="null"/> without a redrive policy.</summary>
    public int? MaxReceiveCount { get; }

    public DeleteBatcher Deletes { get; }

    /// <summary>Whether the message's job is done: its delete failed, is under way, or did not keep SQS from delivering it once more.</summary>
    public bool IsDone(string messageId) => _done.Contains(messageId);

    /// <summary>The task of a message is closed: another message may have come for it, and wait.</summary>
    /// <param name="token">A hash of its token.</param>
    public void Reported(string token) => _reported.Add(token);

    /// <inheritdoc cref="Reported" path="/param"/>
    /// <summary>Whether the task is known to be closed.</summary>
    public bool IsReported(string token) => _reported.Contains(token);

    /// <summary>Returns a message to the queue at once, for another worker.</summary>
    public Task ReturnAsync(QueueDelivery delivery, CancellationToken cancellationToken) => ChangeAsync(delivery, 0, cancellationToken);

    /// <summary>
    /// Returns a message to the queue after a pause that doubles with each receive, from 30 s to 15 min: a message that fails every time must
    /// reach its dead-letter queue without keeping the worker busy.
    /// </summary>
    public Task ReturnLaterAsync(QueueDelivery delivery, CancellationToken cancellationToken) =>
        ChangeAsync(
            delivery,
            (int)_jitter.Backoff(FirstReturn * 2, LongestReturn, Math.Max(1, delivery.ReceiveCount)).TotalSeconds,
            cancellationToken
        );

    // Tried until the message is visible by itself: it need not wait for that because one call did not get through.
    private async Task ChangeAsync(QueueDelivery delivery, int seconds, CancellationToken cancellationToken)
    {
        var attempts = new UntilVisible(Group, _clock, _jitter);
        while (true)
        {
            try
            {
                await Group.Sqs.ChangeMessageVisibilityAsync(
                    new ChangeMessageVisibilityRequest
                    {
                        QueueUrl = Group.QueueUrl,
                        ReceiptHandle = delivery.ReceiptHandle,
                        VisibilityTimeout = seconds,
                    },
                    cancellationToken
                );
                return;
            }
            catch (AwsException exception) when (exception.Kind is AwsErrorKind.Final)
            {
                NotReturned(delivery, exception);
                return;
            }
            catch (Exception exception)
            {
                if (!await attempts.TryPauseAsync(cancellationToken))
                {
                    NotReturned(delivery, exception);
                    return;
                }
            }
        }
    }

    // Nothing is lost: the message comes back by itself.
    private void NotReturned(QueueDelivery delivery, Exception exception) =>
        LogNotReturned(Group.SourceName, delivery.MessageId, Group.Visibility.TotalSeconds, exception.Message);

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: message {MessageId} could not be returned; it comes back within {Seconds:0} s, when its visibility timeout ends: {Reason}"
    )]
    private partial void LogNotReturned(string source, string messageId, double seconds, string reason);
}
