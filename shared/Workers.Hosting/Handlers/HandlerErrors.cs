namespace Workers.Hosting;

/// <summary>The error names under which the ready-made handlers fail a job. A Retry or Catch can match on them.</summary>
public static class HandlerErrors
{
    /// <summary>The program could not be started; the cause tells why. Trying again on the same image does not help.</summary>
    public const string CommandNotStarted = "Command.NotStarted";

    /// <summary>The program did not end in time and was ended.</summary>
    public const string CommandTimeout = "Command.Timeout";

    /// <summary>The program's exit code follows; 128 and the signal's number when a signal ended it.</summary>
    public const string CommandExitCode = "Command.ExitCode.";

    /// <summary>The response's status follows, for example <c>Http.Status.503</c>.</summary>
    public const string HttpStatus = "Http.Status.";

    /// <summary>The response did not come in time. The service may have done the work nonetheless.</summary>
    public const string HttpTimeout = "Http.Timeout";

    /// <summary>The host's name could not be resolved.</summary>
    public const string HttpNameResolution = "Http.NameResolution";

    /// <summary>The connection was refused, or broke. The service may have done the work nonetheless.</summary>
    public const string HttpConnection = "Http.Connection";

    /// <summary>TLS could not be agreed on, for example because of the certificate.</summary>
    public const string HttpSecureConnection = "Http.SecureConnection";

    /// <summary>The response is no valid HTTP.</summary>
    public const string HttpProtocol = "Http.Protocol";
}
