namespace Workers.Aws;

/// <summary>The task has timed out, or was closed by somebody else. (<c>TaskTimedOut</c>)</summary>
public sealed class TaskTimedOutException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("TaskTimedOut", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>The activity behind the token no longer exists. (<c>TaskDoesNotExist</c>)</summary>
public sealed class TaskDoesNotExistException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("TaskDoesNotExist", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>The task token is malformed or unknown. (<c>InvalidToken</c>)</summary>
public sealed class InvalidTokenException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("InvalidToken", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>The output is not JSON. (<c>InvalidOutput</c>)</summary>
public sealed class InvalidOutputException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("InvalidOutput", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>The ARN is malformed. (<c>InvalidArn</c>)</summary>
public sealed class InvalidArnException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("InvalidArn", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>There is no such activity. (<c>ActivityDoesNotExist</c>)</summary>
public sealed class ActivityDoesNotExistException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("ActivityDoesNotExist", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>More than 1,000 polls are open for the activity. (<c>ActivityWorkerLimitExceeded</c>)</summary>
public sealed class ActivityWorkerLimitExceededException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("ActivityWorkerLimitExceeded", message, statusCode, AwsErrorKind.Throttled, requestId);

/// <summary>An execution of that name exists with another input, or has ended. (<c>ExecutionAlreadyExists</c>)</summary>
public sealed class ExecutionAlreadyExistsException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("ExecutionAlreadyExists", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>There is no such execution. (<c>ExecutionDoesNotExist</c>)</summary>
public sealed class ExecutionDoesNotExistException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("ExecutionDoesNotExist", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>A state machine of that name exists with another definition. (<c>StateMachineAlreadyExists</c>)</summary>
public sealed class StateMachineAlreadyExistsException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("StateMachineAlreadyExists", message, statusCode, AwsErrorKind.Final, requestId);

/// <summary>There is no such state machine. (<c>StateMachineDoesNotExist</c>)</summary>
public sealed class StateMachineDoesNotExistException(string message, int statusCode = 400, string? requestId = null)
    : AwsServiceException("StateMachineDoesNotExist", message, statusCode, AwsErrorKind.Final, requestId);
