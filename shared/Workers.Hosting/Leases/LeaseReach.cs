namespace Workers.Hosting.Leases;

/// <summary>
/// How long an outage of AWS a lease outlives in any case: one that begins just as the lease is to be renewed, whose calls all hang, and whose end just
/// misses an attempt.
/// </summary>
internal static class LeaseReach
{
    // The latest moment of a beat, as a share of the lease: half of it, and the jitter's fifth more.
    private const double LatestBeat = 0.6;

    // How long the client waits for an answer; short leases wait less, see WorkerClock.Patience.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What leases are meant to outlive.</summary>
    public static TimeSpan Promised { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The shortest heartbeat timeout that keeps the promise, rounded up.</summary>
    public const int ShortestHeartbeatSeconds = 120;

    /// <summary>The shortest visibility timeout that keeps the promise, rounded up.</summary>
    public const int ShortestVisibilitySeconds = 90;

    /// <summary>The longest pause between two attempts to beat: much less than what is left of the lease when the first is made.</summary>
    public static TimeSpan LongestBeatPause(TimeSpan heartbeat) => heartbeat / 16;

    /// <summary>The outage that a task's heartbeat timeout outlives.</summary>
    public static TimeSpan OfHeartbeat(TimeSpan heartbeat) =>
        (heartbeat * (1 - LatestBeat)) - LongestBeatPause(heartbeat) - Hang(heartbeat);

    /// <summary>The outage that a message's visibility timeout, extended when half of it is left, outlives.</summary>
    public static TimeSpan OfVisibility(TimeSpan visibility) => (visibility / 2) - VisibilityExtender.Retry - Hang(visibility);

    private static TimeSpan Hang(TimeSpan lease) => lease / 4 < CallTimeout ? lease / 4 : CallTimeout;
}
