namespace Workers.Hosting;

/// <summary>Fails a job by name, so that the state machine's Retry and Catch can match on it.</summary>
public sealed class JobFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">The error's name, for example <c>Claim.UnknownAirport</c>. Step Functions takes 256 characters; the rest is cut.</param>
    /// <param name="cause">What happened, for people. Step Functions takes 32,768 characters; the rest is cut.</param>
    /// <param name="innerException">What led to it; its type and its stack go to the log, nothing of it to Step Functions.</param>
    /// <exception cref="ArgumentException"><paramref name="error"/> is empty.</exception>
    public JobFailedException(string error, string cause, Exception? innerException = null)
        : base($"{error}: {cause}", innerException)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(error);
        Error = error;
        Cause = cause;
    }

    /// <summary>The error's name.</summary>
    public string Error { get; }

    /// <summary>What happened.</summary>
    public string Cause { get; }

    /// <summary>
    /// What logs and spans tell instead of <see cref="Cause"/>: for causes that quote what somebody else said, who may repeat the job's input.
    /// </summary>
    /// <value>Default: <see cref="Cause"/>.</value>
    public string LoggedCause
    {
        get => field ?? Cause;
        init;
    }
}
