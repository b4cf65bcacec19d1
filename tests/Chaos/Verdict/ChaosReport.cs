using Chaos.Faults;
using LocalFleet.Statistics;

namespace Chaos.Verdict;

/// <summary>What a run has shown.</summary>
internal sealed record ChaosReport
{
    /// <summary>What it was to be.</summary>
    public required ChaosOptions Options { get; init; }

    /// <summary>Why networks were not cut; <see langword="null"/> when they were.</summary>
    public required string? NoCuts { get; init; }

    /// <summary>The faults that happened.</summary>
    public required IReadOnlyList<Injury> Injuries { get; init; }

    /// <summary>How the executions ended.</summary>
    public required ExecutionCount Executions { get; init; }

    /// <summary>The emulator's counters at the end.</summary>
    public required EmulatorStatistics Statistics { get; init; }

    /// <summary>How many executions had ended when the faults were over.</summary>
    public required long EndedAmidFaults { get; init; }

    /// <summary>The effects without a key that were done again.</summary>
    public required IReadOnlyList<Repetition> Repetitions { get; init; }

    /// <summary>The tasks of activities that timed out after a worker had been given them.</summary>
    public required IReadOnlyList<TimedOutTask> Timeouts { get; init; }

    /// <summary>How often effects with a key were asked for again, and not done again.</summary>
    public required int AskedAgain { get; init; }

    /// <summary>What was searched for tokens and payloads.</summary>
    public required TokenSearch Search { get; init; }

    /// <summary>Whether the search finds what it is meant to find.</summary>
    public required bool SearchSees { get; init; }

    /// <summary>What was exported, in bytes by signal.</summary>
    public required IReadOnlyDictionary<string, long> Telemetry { get; init; }

    /// <summary>What processes did that they must not do.</summary>
    public required IReadOnlyList<string> Complaints { get; init; }

    /// <summary>How often activities' tasks were scheduled beyond once for each job.</summary>
    public long TasksAgain =>
        Statistics.Activities.Values.Sum(activity => activity.Scheduled) - Statistics.Activities.Values.Sum(activity => activity.Succeeded);

    /// <summary>How often messages were delivered again.</summary>
    public long MessagesAgain => Statistics.Queues.Values.Sum(queue => queue.Redelivered);

    /// <summary>Reports for tasks that were closed already.</summary>
    public long LateReports =>
        Statistics.Activities.Values.Concat<JobStatistics>(Statistics.Callbacks.Values).Sum(jobs => jobs.DuplicateReports);

    /// <summary>Everything that breaks a promise; none when the run is a success.</summary>
    public IReadOnlyList<string> Violations =>
        [
            .. Complaints,
            .. Executions.Problems,
            .. Repetitions
                .Where(repetition => repetition.Cause is null)
                .Select(repetition =>
                    $"{repetition.Again.Id}: the effect of {repetition.First.Worker} at {repetition.First.At:HH:mm:ss.fff} was done again by {repetition.Again.Worker} at {repetition.Again.At:HH:mm:ss.fff}, and no fault explains it"
                ),
            .. Timeouts
                .Where(task => task.Cause is null)
                .Select(task =>
                    $"{task.Execution}: the task that {task.Worker} was given at {task.Started:HH:mm:ss.fff} timed out at {task.At:HH:mm:ss.fff}, and no fault explains it"
                ),
            .. Search.Found,
            .. SearchSees ? Array.Empty<string>() : ["the search for tokens does not find a token that was put there for it"],
            .. Telemetry
                .Where(signal => signal.Value == 0)
                .Select(signal => $"no {signal.Key} were exported, so that nothing is known of what they tell"),
            .. EndedAmidFaults >= Options.Executions / 4
                ? Array.Empty<string>()
                :
                [
                    $"only {EndedAmidFaults} executions ended while workers were hurt, so that the faults met too little work to show anything",
                ],
            .. Statistics.Messages == 0 ? Array.Empty<string>() : [$"{Statistics.Messages} messages are left in the queues"],
        ];

    /// <summary>How many faults of a kind there were.</summary>
    public int Count(FaultKind kind) => Injuries.Count(injury => injury.Kind == kind);

    /// <summary>How many effects without a key were done again because of a kind of fault.</summary>
    public int RepetitionsBy(FaultKind kind) => Repetitions.Count(repetition => repetition.Cause?.Kind == kind);
}
