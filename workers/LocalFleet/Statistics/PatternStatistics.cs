namespace LocalFleet.Statistics;

/// <summary>How a pattern's jobs went.</summary>
internal sealed record PatternStatistics
{
    /// <summary>The pattern.</summary>
    public required FleetPattern Pattern { get; init; }

    /// <summary>The pattern's name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Who does the jobs.</summary>
    public required string Worker { get; init; }

    /// <summary>Jobs that came to a result: done, or failed by name.</summary>
    public required long Jobs { get; init; }

    /// <summary>Jobs that were begun and came to no result, messages that were given up included.</summary>
    public required long Open { get; init; }

    /// <summary>How long jobs waited for their worker; <see langword="null"/> where nobody measures it.</summary>
    public Percentiles? Waited { get; init; }

    /// <summary>The worker's requests.</summary>
    public required long Requests { get; init; }

    /// <summary>All patterns, by a reading.</summary>
    public static IReadOnlyList<PatternStatistics> Of(EmulatorStatistics reading) =>
        [
            OfActivities(
                reading,
                FleetPattern.ActivityWorker,
                "activity/worker",
                FleetNames.Workers.Activity,
                FleetNames.Activities.OfActivityWorker
            ),
            OfExecutions(reading, FleetPattern.JobPoller, "job poller", FleetNames.Workers.Job, FleetNames.Machines.Assess) with
            {
                Waited = reading.Queue(FleetNames.Queues.Routes).SentToReceivedMs,
            },
            OfActivities(
                reading,
                FleetPattern.Approval,
                "pull model, approval",
                FleetNames.Workers.Approval,
                FleetNames.Activities.Approve
            ),
            OfActivities(reading, FleetPattern.Push, "push model", FleetNames.Workers.Dispatch, FleetNames.Activities.Pay),
            OfExecutions(reading, FleetPattern.Synchronous, "synchronous", FleetNames.Workers.RunOnce, FleetNames.Machines.Ledger),
            OfCallbacks(
                reading,
                FleetPattern.CallbackSqs,
                "callback over SQS",
                FleetNames.Workers.Callback,
                (FleetNames.Claims, FleetNames.LetterState),
                FleetNames.Queues.Letters
            ),
            OfCallbacks(
                reading,
                FleetPattern.CallbackEventBridge,
                "callback over EventBridge",
                FleetNames.Workers.Desk,
                (FleetNames.Machines.Desk, FleetNames.WorkState),
                FleetNames.Queues.Desk
            ),
        ];

    private static PatternStatistics OfActivities(
        EmulatorStatistics reading,
        FleetPattern pattern,
        string name,
        string worker,
        params string[] activities
    ) =>
        new()
        {
            Pattern = pattern,
            Name = name,
            Worker = worker,
            Jobs = activities.Sum(activity => reading.Activity(activity).Reported),
            Open = activities.Sum(activity => reading.Activity(activity).Open),
            Waited = reading.Activity(activities[^1]).ScheduledToStartedMs,
            Requests = RequestsOf(reading, worker),
        };

    private static PatternStatistics OfExecutions(
        EmulatorStatistics reading,
        FleetPattern pattern,
        string name,
        string worker,
        string machine
    ) =>
        new()
        {
            Pattern = pattern,
            Name = name,
            Worker = worker,
            Jobs = reading.Machine(machine).Ended,
            Open = reading.Machine(machine).Running,
            Requests = RequestsOf(reading, worker),
        };

    private static PatternStatistics OfCallbacks(
        EmulatorStatistics reading,
        FleetPattern pattern,
        string name,
        string worker,
        (string Machine, string State) state,
        string queue
    )
    {
        var jobs = reading.Callback(state.Machine, state.State);
        return new()
        {
            Pattern = pattern,
            Name = name,
            Worker = worker,
            Jobs = jobs.Reported,
            Open = jobs.Open + reading.Queue(FleetNames.Queues.DeadLettersOf(queue)).Visible,
            Waited = reading.Queue(queue).SentToReceivedMs,
            Requests = RequestsOf(reading, worker),
        };
    }

    private static long RequestsOf(EmulatorStatistics reading, string worker) =>
        reading.RequestsByApp.GetValueOrDefault(worker)?.Values.Sum() ?? 0;
}
