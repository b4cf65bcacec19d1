namespace Workers.Aws;

/// <summary>There is no such queue. (<c>QueueDoesNotExist</c>)</summary>
public sealed class QueueDoesNotExistException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("QueueDoesNotExist", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>The receipt handle is malformed. (<c>ReceiptHandleIsInvalid</c>)</summary>
public sealed class ReceiptHandleIsInvalidException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("ReceiptHandleIsInvalid", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>The message is not in flight. (<c>MessageNotInflight</c>)</summary>
public sealed class MessageNotInflightException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("MessageNotInflight", message, statusCode, AwsErrorKind.Final, requestId);
