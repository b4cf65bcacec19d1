namespace Workers.Emulator.Sqs.Messages;

/// <summary>The names of what SQS tells of a message.</summary>
internal static class SystemAttributeNames
{
    public const string All = "All";
    public const string ApproximateFirstReceiveTimestamp = "ApproximateFirstReceiveTimestamp";
    public const string ApproximateReceiveCount = "ApproximateReceiveCount";
    public const string AwsTraceHeader = "AWSTraceHeader";
    public const string DeadLetterQueueSourceArn = "DeadLetterQueueSourceArn";
    public const string MessageDeduplicationId = "MessageDeduplicationId";
    public const string MessageGroupId = "MessageGroupId";
    public const string SenderId = "SenderId";
    public const string SentTimestamp = "SentTimestamp";
    public const string SequenceNumber = "SequenceNumber";

    public static IReadOnlySet<string> Known { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            All,
            ApproximateFirstReceiveTimestamp,
            ApproximateReceiveCount,
            AwsTraceHeader,
            DeadLetterQueueSourceArn,
            MessageDeduplicationId,
            MessageGroupId,
            SenderId,
            SentTimestamp,
            SequenceNumber,
            Queues.AttributeNames.SqsManagedSseEnabled,
        };
}
