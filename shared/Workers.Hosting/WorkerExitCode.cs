namespace Workers.Hosting;

/// <summary>What the program's exit codes mean.</summary>
public static class WorkerExitCode
{
    /// <summary>The worker stopped in good order.</summary>
    public const int Success = 0;

    /// <summary>The worker ended by a fault of its own; the log tells which. Also: a health probe's answer was no.</summary>
    public const int Failure = 1;

    /// <summary>The one job's input is no JSON or does not fit (<c>EX_DATAERR</c>): <c>Worker.InvalidInput</c>. Trying again does not help.</summary>
    public const int InvalidInput = 65;

    /// <summary>The one job failed, by name or by an exception (<c>EX_SOFTWARE</c>); the log tells the name.</summary>
    public const int JobFailed = 70;

    /// <summary>
    /// The one job was not done (<c>EX_TEMPFAIL</c>): the worker was stopped, or the task was closed by somebody else. After a stop, trying again helps.
    /// </summary>
    public const int Cancelled = 75;

    /// <summary>A setting is missing or wrong (<c>EX_CONFIG</c> of sysexits.h): starting again does not help.</summary>
    public const int Configuration = 78;
}
