using Chaos.Effects;
using Chaos.Faults;
using Chaos.Work;

namespace Chaos.Verdict;

/// <summary>An effect that was done again.</summary>
/// <param name="First">The effect before.</param>
/// <param name="Again">The effect again.</param>
/// <param name="Cause">The fault that explains it; <see langword="null"/> when none does.</param>
internal sealed record Repetition(Effect First, Effect Again, Injury? Cause)
{
    // A poll that was open when the fault came may bring its job for as long afterwards as a poll is held.
    private static readonly TimeSpan LatePoll = TimeSpan.FromSeconds(75);

    // A job that a worker had as it was hurt is given up no sooner: at least as much was left of its lease, which is renewed at 0.6 of it at the latest.
    private static readonly TimeSpan LeftOfLease = TimeSpan.FromSeconds(0.4 * Machines.ActivityHeartbeatSeconds);

    // Faults are noted by this process, effects by others: the order of what happens within a moment is not known.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Finds the effects that were done again, and for each the fault that it is due to. A fault explains one at most: the workers have one
    /// slot, so that no fault hurts two jobs.
    /// </summary>
    public static IReadOnlyList<Repetition> Of(IEnumerable<Effect> effects, IReadOnlyList<Injury> injuries)
    {
        var pairs = effects
            .GroupBy(effect => effect.Id, StringComparer.Ordinal)
            .SelectMany(same => Pairs([.. same.OrderBy(effect => effect.At)]))
            .Select(pair => (pair.First, pair.Again, Causes: CausesOf(pair.First, pair.Again)))
            .ToList();

        // Those with the least choice choose first, so that none is left without for the order's sake alone.
        var used = new HashSet<Injury>(ReferenceEqualityComparer.Instance);
        var repetitions = new List<Repetition>();
        foreach (var (first, again, causes) in pairs.OrderBy(pair => pair.Causes.Count))
        {
            var cause = causes.Find(injury => !used.Contains(injury));
            if (cause is not null)
            {
                used.Add(cause);
            }

            repetitions.Add(new Repetition(first, again, cause));
        }

        return repetitions;

        // A stop in good order is the last thing to blame.
        List<Injury> CausesOf(Effect first, Effect again) =>
            [.. injuries.Where(injury => Explains(injury, first, again)).OrderBy(injury => injury.Kind == FaultKind.Terminate)];
    }

    private static IEnumerable<(Effect First, Effect Again)> Pairs(List<Effect> effects) => effects.Zip(effects.Skip(1));

    // The first effect's worker was hurt before it could report, or the second one's held a job, or a poll that had brought one, and went on with it
    // after it had been given up and done elsewhere. A process that ended holds nothing.
    private static bool Explains(Injury injury, Effect first, Effect again) =>
        (injury.Worker == first.Worker && injury.From <= again.At + Moment && injury.To >= first.At - Moment)
        || (
            injury.Kind is FaultKind.Freeze or FaultKind.LinkDown or FaultKind.SilentLoss
            && injury.Worker == again.Worker
            && injury.From + LeftOfLease <= first.At + Moment
            && injury.To <= again.At + Moment
            && injury.To + LatePoll >= again.At
        );
}
