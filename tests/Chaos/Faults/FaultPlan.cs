using Faults.Tests.Schedules;

namespace Chaos.Faults;

/// <summary>Draws the faults of a run from its seed.</summary>
internal static class FaultPlan
{
    private const int MeanMsBetween = 2500;
    private const int LongestSeconds = 40;

    /// <summary>How long a worker is left alone after a fault ended, so that it can have jobs again before the next one of the same sort.</summary>
    private static readonly TimeSpan Respite = TimeSpan.FromSeconds(2);

    /// <summary>A stop may take its whole budget, and its process a moment.</summary>
    private static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(5);

    /// <summary>Draws.</summary>
    /// <param name="seed">The same seed gives the same faults.</param>
    /// <param name="duration">How long the run is; every fault has ended by then.</param>
    /// <param name="stopBudgets">How long each worker may take to stop. A worker's process and its network may be hurt at once.</param>
    /// <param name="cuts">Whether networks can be cut.</param>
    public static IReadOnlyList<Fault> Draw(int seed, TimeSpan duration, IReadOnlyList<TimeSpan> stopBudgets, bool cuts)
    {
        var draw = new Draw((ulong)seed);
        var faults = new List<Fault>();
        var free = new Dictionary<(int Worker, bool IsCut), TimeSpan>();
        var longest = (int)Math.Min(LongestSeconds, duration.TotalSeconds / 3);
        var at = duration / 20;
        while (true)
        {
            at += TimeSpan.FromMilliseconds(draw.Between(0, 2 * MeanMsBetween));
            var kind = Kind(draw, cuts);
            var length = kind is FaultKind.Kill or FaultKind.Terminate ? draw.Seconds(0, 5) : draw.Seconds(1, longest);
            if (at > duration)
            {
                return faults;
            }

            var isCut = kind is FaultKind.LinkDown or FaultKind.SilentLoss;
            var well = Enumerable.Range(0, stopBudgets.Count).Where(worker => free.GetValueOrDefault((worker, isCut)) <= at).ToArray();
            if (well.Length == 0 || at + length > duration)
            {
                continue;
            }

            var hurt = draw.Of<int>(well);
            faults.Add(new Fault(at, kind, hurt, length));
            free[(hurt, isCut)] = at + length + (kind == FaultKind.Terminate ? stopBudgets[hurt] + AfterStop : Respite);
        }
    }

    private static FaultKind Kind(Draw draw, bool cuts) =>
        draw.Between(1, cuts ? 100 : 70) switch
        {
            <= 30 => FaultKind.Kill,
            <= 50 => FaultKind.Terminate,
            <= 70 => FaultKind.Freeze,
            <= 85 => FaultKind.LinkDown,
            _ => FaultKind.SilentLoss,
        };
}
