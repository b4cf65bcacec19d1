using Chaos.Faults;
using Workers.Aws.StepFunctions;

namespace Chaos.Verdict;

/// <summary>A task of an activity that timed out after a worker had been given it: its poll was lost, or its lease.</summary>
/// <param name="Execution">The execution's name.</param>
/// <param name="Worker">Whose poll it was handed to.</param>
/// <param name="Started">When.</param>
/// <param name="At">When it timed out.</param>
/// <param name="Cause">The fault that explains it; <see langword="null"/> when none does.</param>
internal sealed record TimedOutTask(string Execution, string Worker, DateTimeOffset Started, DateTimeOffset At, Injury? Cause = null)
{
    // A poll of a process that is gone, or out of reach, is held for a minute and given jobs; a cut connection is slow to be made again.
    private static readonly TimeSpan LatePoll = TimeSpan.FromSeconds(75);

    // Faults are noted by this process, tasks by the emulator.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Finds them in an execution's history.</summary>
    public static IEnumerable<TimedOutTask> Of(string execution, IEnumerable<HistoryEvent> history)
    {
        (string Worker, DateTimeOffset At)? started = null;
        foreach (var entry in history)
        {
            switch (entry.Type)
            {
                case "ActivityScheduled":
                    started = null;
                    break;
                case "ActivityStarted":
                    started = (entry.Details!["activityStartedEventDetails"].GetProperty("workerName").GetString()!, entry.Timestamp);
                    break;
                case "ActivityTimedOut" when started is var (worker, at):
                    yield return new TimedOutTask(execution, worker, at, entry.Timestamp);
                    break;
            }
        }
    }

    /// <summary>Finds for each the fault that it is due to.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="injuries">The faults.</param>
    /// <param name="awaitsPolls">Whether a worker waits for its open polls when it stops, so that a stop in good order explains nothing.</param>
    public static IReadOnlyList<TimedOutTask> Explain(
        IEnumerable<TimedOutTask> tasks,
        IReadOnlyList<Injury> injuries,
        Func<string, bool> awaitsPolls
    ) =>
        [
            .. tasks.Select(task =>
                task with
                {
                    Cause = injuries.FirstOrDefault(injury => Explains(injury, task, awaitsPolls(task.Worker))),
                }
            ),
        ];

    private static bool Explains(Injury injury, TimedOutTask task, bool awaitsPolls) =>
        injury.Worker == task.Worker
        && !(injury.Kind is FaultKind.Terminate && awaitsPolls)
        && injury.From <= task.At + Moment
        && injury.To + LatePoll >= task.Started;
}
