namespace Workers.Hosting;

/// <summary>What logs and spans tell of jobs: section <c>Logging</c>, beside its levels and its console.</summary>
public sealed class LogOptions
{
    /// <summary>
    /// Whether logs and spans have the messages of exceptions that handlers throw, and of input that does not fit. They may quote the job's input;
    /// Step Functions gets them in any case.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool ExceptionMessages { get; set; }
}
