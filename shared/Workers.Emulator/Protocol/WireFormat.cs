namespace Workers.Emulator.Protocol;

/// <summary>The names that the AWS JSON 1.0 protocol gives to things.</summary>
internal static class WireFormat
{
    public const string ContentType = "application/x-amz-json-1.0";
    public const string TargetHeader = "X-Amz-Target";
    public const string RequestIdHeader = "x-amzn-RequestId";
    public const string QueryErrorHeader = "x-amzn-query-error";

    /// <summary>The longest body that is read: a batch of the largest size that SQS takes, in JSON's longest spelling, and some more.</summary>
    public const int LongestBody = 8 * 1024 * 1024;

    public static string NewRequestId() => Guid.NewGuid().ToString();
}
