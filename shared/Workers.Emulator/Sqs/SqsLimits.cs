namespace Workers.Emulator.Sqs;

/// <summary>The quotas of SQS that the emulator holds its clients to.</summary>
internal static class SqsLimits
{
    public const int MessageBytes = 1_048_576;
    public const int BatchEntries = 10;
    public const int MessageAttributes = 10;
    public const int InFlightMessages = 120_000;
    public const int VisibilitySeconds = 43_200;
    public const int DelaySeconds = 900;
    public const int WaitSeconds = 20;
    public const int ListedQueues = 1_000;

    public static TimeSpan Deduplication { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long SQS takes to forget a queue's name, to allow the next purge, and to make a change of attributes known everywhere.</summary>
    public static TimeSpan Propagation { get; } = TimeSpan.FromSeconds(60);
}
