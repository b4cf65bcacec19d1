namespace Workers.Aws.Errors;

/// <summary>What an error's code means for the caller, and which exception it is.</summary>
internal static class AwsErrorCodes
{
    // Sorted by who sends them: every service, then Step Functions and KMS, then SQS. OverLimit (too many messages of a queue in flight)
    // passes as soon as some are deleted, which is what a throttled consumer goes on to do.
    private static readonly HashSet<string> Throttling = new(StringComparer.Ordinal)
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "ProvisionedThroughputExceededException",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "SlowDown",
        "PriorRequestNotComplete",
        "ActivityWorkerLimitExceeded",
        "KmsThrottlingException",
        "KmsThrottled",
        "KMS.ThrottlingException",
        "OverLimit",
        "AWS.SimpleQueueService.OverLimit",
    };

    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        "RequestTimeout",
        "RequestTimeoutException",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "InternalServerException",
        "InternalException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
    };

    private static readonly HashSet<string> ClockSkew = new(StringComparer.Ordinal)
    {
        "RequestExpired",
        "RequestTimeTooSkewed",
        "RequestInTheFuture",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "AuthFailure",
    };

    private static readonly HashSet<string> Expired = new(StringComparer.Ordinal) { "ExpiredToken", "ExpiredTokenException" };

    public static bool MayBeClockSkew(string code) => ClockSkew.Contains(code);

    public static bool IsExpiredCredentials(string code) => Expired.Contains(code);

    public static AwsErrorKind KindOf(string code, int status) =>
        Throttling.Contains(code) || status is 429 ? AwsErrorKind.Throttled
        : Passing.Contains(code) || status is 408 or 500 or 502 or 503 or 504 ? AwsErrorKind.Transient
        : AwsErrorKind.Final;

    public static AwsServiceException Create(string code, string message, int status, string? requestId) =>
        code switch
        {
            "TaskTimedOut" => new TaskTimedOutException(message, status, requestId),
            "TaskDoesNotExist" => new TaskDoesNotExistException(message, status, requestId),
            "InvalidToken" => new InvalidTokenException(message, status, requestId),
            "InvalidOutput" => new InvalidOutputException(message, status, requestId),
            "InvalidArn" => new InvalidArnException(message, status, requestId),
            "ActivityDoesNotExist" => new ActivityDoesNotExistException(message, status, requestId),
            "ActivityWorkerLimitExceeded" => new ActivityWorkerLimitExceededException(message, status, requestId),
            "ExecutionAlreadyExists" => new ExecutionAlreadyExistsException(message, status, requestId),
            "ExecutionDoesNotExist" => new ExecutionDoesNotExistException(message, status, requestId),
            "StateMachineAlreadyExists" => new StateMachineAlreadyExistsException(message, status, requestId),
            "StateMachineDoesNotExist" => new StateMachineDoesNotExistException(message, status, requestId),
            "QueueDoesNotExist" or "AWS.SimpleQueueService.NonExistentQueue" => new QueueDoesNotExistException(message, status, requestId),
            "ReceiptHandleIsInvalid" => new ReceiptHandleIsInvalidException(message, status, requestId),
            "MessageNotInflight" or "AWS.SimpleQueueService.MessageNotInflight" => new MessageNotInflightException(
                message,
                status,
                requestId
            ),
            _ => new AwsServiceException(code, message, status, KindOf(code, status), requestId),
        };
}
