namespace Chaos.Processes;

/// <summary>A worker of the fleet, before it runs.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Number">Which of its kind it is, from 1.</param>
internal sealed record PlannedWorker(WorkerKind Kind, int Number)
{
    /// <summary>Its name.</summary>
    public string Name => $"{Kind}-{Number}";

    /// <summary>Whether its stop waits for open polls of activities, which last a minute, however little they bring.</summary>
    public bool AwaitsPolls => Kind is WorkerKind.JournalWorker;

    /// <summary>How long it may take to stop. Where polls are awaited: the minute, what telemetry and giving back may take, and a margin.</summary>
    public TimeSpan StopBudget => TimeSpan.FromSeconds(AwaitsPolls ? 90 : 20);
}

/// <summary>What workers do.</summary>
internal enum WorkerKind
{
    /// <summary>ActivityWorker, with a ready-made HTTP handler.</summary>
    ActivityWorker,

    /// <summary>CallbackWorker, for letters and all dead letters.</summary>
    CallbackWorker,

    /// <summary>ChaosWorker, for the activity whose effect honours no key. One slot: what hurts it hurts one job.</summary>
    JournalWorker,

    /// <summary>ChaosWorker, for the queue whose effect honours no key. One slot.</summary>
    RegisterWorker,

    /// <summary>ChaosWorker, for the activity with the runtime's idempotency.</summary>
    PostWorker,
}

/// <summary>Which workers there are.</summary>
internal static class FleetPlan
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<PlannedWorker> Workers { get; } =
    [
        .. Several(WorkerKind.ActivityWorker, 2),
        .. Several(WorkerKind.CallbackWorker, 2),
        .. Several(WorkerKind.JournalWorker, 3),
        .. Several(WorkerKind.RegisterWorker, 3),
        .. Several(WorkerKind.PostWorker, 2),
    ];

    private static IEnumerable<PlannedWorker> Several(WorkerKind kind, int count) =>
        Enumerable.Range(1, count).Select(number => new PlannedWorker(kind, number));
}
