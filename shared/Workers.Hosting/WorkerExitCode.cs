namespace Workers.Hosting;

/// <summary>What the program's exit codes mean.</summary>
public static class WorkerExitCode
{
    /// <summary>The worker stopped in good order.</summary>
    public const int Success = 0;

    /// <summary>The worker ended by a fault of its own; the log tells which. Also: a health probe's answer was no.</summary>
    public const int Failure = 1;

    /// <summary>A setting is missing or wrong (<c>EX_CONFIG</c> of sysexits.h): starting again does not help.</summary>
    public const int Configuration = 78;
}
