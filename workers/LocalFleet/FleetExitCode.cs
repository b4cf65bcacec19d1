namespace LocalFleet;

/// <summary>What the run's exit codes mean.</summary>
internal static class FleetExitCode
{
    /// <summary>Every execution ended as its claim's data says it should.</summary>
    public const int Success = 0;

    /// <summary>An execution ended otherwise or did not end, or the fleet could not run.</summary>
    public const int Failure = 1;

    /// <summary>A setting is wrong (<c>EX_USAGE</c> of sysexits.h).</summary>
    public const int Usage = 64;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>SIGTERM.</summary>
    public const int Terminated = 143;
}
