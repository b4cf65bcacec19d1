namespace LocalFleet.Provisioning;

/// <summary>The time limits of a run on one machine, in seconds. A dead worker's job is to come back within seconds, not minutes.</summary>
internal sealed record LocalSettings
{
    /// <summary>From which amount on a manager is asked, in US dollars.</summary>
    public const int ApprovalFromAmount = 250;

    /// <summary>After how long a dead worker's task of an activity is retried.</summary>
    public int Heartbeat { get; } = 10;

    /// <summary>How long a job may take.</summary>
    public int Job { get; } = 60;

    /// <summary>After how long a dead worker's message is delivered again.</summary>
    public int Visibility { get; } = 10;

    /// <summary>How often a message may be received: restarts of workers use receives up, too.</summary>
    public int MaxReceiveCount { get; } = 5;

    /// <summary>How long a job may wait in a queue: a queue-fed state's heartbeat clock starts when the message is sent.</summary>
    public required int Queue { get; init; }

    /// <summary>How long a state may take that waits for a job in a queue.</summary>
    public int QueuedJob => 2 * Queue;

    /// <summary>How long a pattern's own execution may take.</summary>
    public int Pattern => 8 * Queue;

    /// <summary>How long a state may take that waits for one: longer, so that the execution tells its own failure.</summary>
    public int PatternState => Pattern + 60;

    /// <summary>How long a pattern's execution may take that waits for another one.</summary>
    public int OuterPattern => PatternState + 60;

    /// <summary>How long a claim's execution may take.</summary>
    public int Execution => 40 * Queue;

    /// <summary>
    /// The settings for a burst of claims: jobs may wait in queues as long as 20 a second take, a small part of what a worker does, so that no
    /// message expires.
    /// </summary>
    public static LocalSettings For(int claims) => new() { Queue = 300 + (claims / 20) };
}
