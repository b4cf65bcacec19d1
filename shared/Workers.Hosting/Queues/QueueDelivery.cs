namespace Workers.Hosting.Queues;

/// <summary>One delivery of a message.</summary>
/// <param name="Queue">The queue it came from.</param>
/// <param name="MessageId">The message's id.</param>
/// <param name="ReceiptHandle">The delivery's handle.</param>
/// <param name="ReceiveCount">How often the message was received, this time included.</param>
/// <param name="SentAt">When the message was sent, if SQS told.</param>
internal sealed record QueueDelivery(QueueMessages Queue, string MessageId, string ReceiptHandle, int ReceiveCount, DateTimeOffset? SentAt)
{
    /// <summary>Whether SQS will move the message to its dead-letter queue instead of delivering it again.</summary>
    public bool IsLast => Queue.MaxReceiveCount is { } most && ReceiveCount >= most;

    /// <summary>How long ago the message was sent; zero when SQS did not tell.</summary>
    public TimeSpan Age(DateTimeOffset now) => SentAt is { } sent && now > sent ? now - sent : TimeSpan.Zero;
}
