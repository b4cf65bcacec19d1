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
    /// <param name="awaitsPolls">
    /// Whether a worker has one slot and waits for its open polls when it stops: a stop in good order explains nothing, and what hurts its process
    /// explains one task at most.
    /// </param>
    public static IReadOnlyList<TimedOutTask> Explain(
        IEnumerable<TimedOutTask> tasks,
        IReadOnlyList<Injury> injuries,
        Func<string, bool> awaitsPolls
    )
    {
        // Those with the least choice choose first, so that none is left without for the order's sake alone.
        var used = new HashSet<Injury>(ReferenceEqualityComparer.Instance);
        return
        [
            .. tasks
                .Select(task => (Task: task, IsStrict: awaitsPolls(task.Worker)))
                .Select(it => (it.Task, it.IsStrict, Causes: injuries.Where(injury => Explains(injury, it.Task, it.IsStrict)).ToList()))
                .OrderBy(it => it.Causes.Count)
                .Select(it => it.Task with { Cause = it.Causes.Find(injury => !it.IsStrict || IsCut(injury) || used.Add(injury)) }),
        ];
    }

    private static bool Explains(Injury injury, TimedOutTask task, bool isStrict) =>
        injury.Worker == task.Worker
        && !(injury.Kind is FaultKind.Terminate && isStrict)
        && injury.From <= task.At + Moment
        && LastPoll(injury) >= task.Started;

    // The polls of a process that was killed were opened before; one that is cut off may go on opening some that it gets no answer to.
    private static DateTimeOffset LastPoll(Injury injury) => (injury.Kind is FaultKind.Kill ? injury.From : injury.To) + LatePoll;

    private static bool IsCut(Injury injury) => injury.Kind is FaultKind.LinkDown or FaultKind.SilentLoss;
}
