namespace Workers.Emulator.Sqs.Queues;

/// <summary>The names of a queue's attributes.</summary>
internal static class AttributeNames
{
    public const string All = "All";
    public const string ApproximateNumberOfMessages = "ApproximateNumberOfMessages";
    public const string ApproximateNumberOfMessagesDelayed = "ApproximateNumberOfMessagesDelayed";
    public const string ApproximateNumberOfMessagesNotVisible = "ApproximateNumberOfMessagesNotVisible";
    public const string ContentBasedDeduplication = "ContentBasedDeduplication";
    public const string CreatedTimestamp = "CreatedTimestamp";
    public const string DeduplicationScope = "DeduplicationScope";
    public const string DelaySeconds = "DelaySeconds";
    public const string FifoQueue = "FifoQueue";
    public const string FifoThroughputLimit = "FifoThroughputLimit";
    public const string KmsDataKeyReusePeriodSeconds = "KmsDataKeyReusePeriodSeconds";
    public const string KmsMasterKeyId = "KmsMasterKeyId";
    public const string LastModifiedTimestamp = "LastModifiedTimestamp";
    public const string MaximumMessageSize = "MaximumMessageSize";
    public const string MessageRetentionPeriod = "MessageRetentionPeriod";
    public const string Policy = "Policy";
    public const string QueueArn = "QueueArn";
    public const string ReceiveMessageWaitTimeSeconds = "ReceiveMessageWaitTimeSeconds";
    public const string RedriveAllowPolicy = "RedriveAllowPolicy";
    public const string RedrivePolicy = "RedrivePolicy";
    public const string SqsManagedSseEnabled = "SqsManagedSseEnabled";
    public const string VisibilityTimeout = "VisibilityTimeout";

    public static IReadOnlySet<string> Known { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            All,
            ApproximateNumberOfMessages,
            ApproximateNumberOfMessagesDelayed,
            ApproximateNumberOfMessagesNotVisible,
            ContentBasedDeduplication,
            CreatedTimestamp,
            DeduplicationScope,
            DelaySeconds,
            FifoQueue,
            FifoThroughputLimit,
            KmsDataKeyReusePeriodSeconds,
            KmsMasterKeyId,
            LastModifiedTimestamp,
            MaximumMessageSize,
            MessageRetentionPeriod,
            Policy,
            QueueArn,
            ReceiveMessageWaitTimeSeconds,
            RedriveAllowPolicy,
            RedrivePolicy,
            SqsManagedSseEnabled,
            VisibilityTimeout,
        };
}
