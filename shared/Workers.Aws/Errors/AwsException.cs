namespace Workers.Aws;

/// <summary>What a failed call means for the caller.</summary>
public enum AwsErrorKind
{
    /// <summary>Trying again is pointless: the request, the permission or the resource is at fault.</summary>
    Final = 0,

    /// <summary>AWS asked to slow down; try again after a pause of a second or more.</summary>
    Throttled,

    /// <summary>A fault in passing (5xx, connection, time-out); try again after a short pause. The call may have gone through.</summary>
    Transient,
}

/// <summary>A call to AWS that failed.</summary>
public abstract class AwsException : Exception
{
    /// <summary>Creates the exception.</summary>
    protected AwsException(string message, Exception? innerException = null)
        : base(message, innerException) { }

    /// <summary>What the failure means for the caller.</summary>
    public abstract AwsErrorKind Kind { get; }
}

/// <summary>A call that AWS answered with an error.</summary>
public class AwsServiceException : AwsException
{
    /// <summary>Creates the exception.</summary>
    public AwsServiceException(string code, string message, int statusCode, AwsErrorKind kind, string? requestId = null)
        : base(message)
    {
        Code = code;
        StatusCode = statusCode;
        Kind = kind;
        RequestId = requestId;
    }

    /// <summary>The error's code as AWS names it, for example <c>TaskTimedOut</c> or <c>ThrottlingException</c>.</summary>
    public string Code { get; }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>AWS's id of the request, for support.</summary>
    public string? RequestId { get; }

    /// <summary>
    /// Whether an earlier attempt of the same call ended without a clear answer and so may have gone through. A
    /// <see cref="TaskTimedOutException"/> then may be the echo of a report that AWS did accept.
    /// </summary>
    public bool AfterUncertainAttempt { get; internal set; }

    /// <inheritdoc/>
    public override AwsErrorKind Kind { get; }
}

/// <summary>A call that got no answer: the connection failed, or no answer came in time. Always <see cref="AwsErrorKind.Transient"/>.</summary>
public sealed class AwsConnectionException : AwsException
{
    /// <summary>Creates the exception.</summary>
    public AwsConnectionException(string message, Exception? innerException = null)
        : base(message, innerException) { }

    /// <inheritdoc/>
    public override AwsErrorKind Kind => AwsErrorKind.Transient;
}
