using Chaos.Effects;
using Chaos.Work;
using Workers.Aws.StepFunctions;

namespace Chaos.Verdict;

/// <summary>How the executions ended.</summary>
internal sealed record ExecutionCount
{
    /// <summary>Ended with the right output and their effect.</summary>
    public int Succeeded { get; private set; }

    /// <summary>Failed, timed out, or ended with a wrong output.</summary>
    public int Wrong { get; private set; }

    /// <summary>Accepted by the emulator and unknown to it, or succeeded without their effect.</summary>
    public int Lost { get; private set; }

    /// <summary>Not ended.</summary>
    public int Hanging { get; private set; }

    /// <summary>Effects under a key that happened more than once.</summary>
    public int KeyedTwice { get; private set; }

    /// <summary>How long the longest took.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>What is not as it should be, by execution.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Judges all executions.</summary>
    /// <param name="items">What they were to do.</param>
    /// <param name="executions">What became of them, in the same order; <see langword="null"/> for one that the emulator does not know.</param>
    /// <param name="keyed">The numbers of the effects that honour keys, by execution.</param>
    /// <param name="appended">The effects that honour none.</param>
    public static ExecutionCount Of(
        IReadOnlyList<WorkItem> items,
        IReadOnlyList<ExecutionDescription?> executions,
        ILookup<string, string> keyed,
        IEnumerable<Effect> appended
    )
    {
        var count = new ExecutionCount();
        var done = appended.Select(effect => effect.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (item, execution) in items.Zip(executions))
        {
            count.Add(item, execution, [.. keyed[item.Id]], done.Contains(item.Id));
        }

        return count;
    }

    private void Add(WorkItem item, ExecutionDescription? execution, string[] numbers, bool appended)
    {
        if (numbers.Length > 1)
        {
            KeyedTwice += numbers.Length - 1;
            Problems.Add($"{item.Id} ({item.Kind}): its effect happened {numbers.Length} times in spite of the key");
        }

        switch (execution)
        {
            case null:
                Lost++;
                Problems.Add($"{item.Id} ({item.Kind}) is not known any more");
                return;
            case { Status: "RUNNING" }:
                Hanging++;
                Problems.Add($"{item.Id} ({item.Kind}) has not ended");
                return;
            case { StopDate: { } stop } when stop - execution.StartDate > Longest:
                Longest = stop - execution.StartDate;
                break;
        }

        if (execution.Status != "SUCCEEDED")
        {
            Wrong++;
            Problems.Add($"{item.Id} ({item.Kind}) {execution.Status}: {execution.Error} {execution.Cause}");
        }
        else if (item.HonoursKey is { } honours && !(honours ? numbers.Length > 0 : appended))
        {
            Lost++;
            Problems.Add($"{item.Id} ({item.Kind}) succeeded without its effect");
        }
        else if (OutputCheck.Problem(item, execution.Output, numbers.FirstOrDefault()) is { } problem)
        {
            Wrong++;
            Problems.Add($"{item.Id} ({item.Kind}): {problem}");
        }
        else
        {
            Succeeded++;
        }
    }
}
