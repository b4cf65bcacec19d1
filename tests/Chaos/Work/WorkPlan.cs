using System.Globalization;
using Faults.Tests.Schedules;

namespace Chaos.Work;

/// <summary>Draws the executions of a run from its seed.</summary>
internal static class WorkPlan
{
    private const int MostMs = 50;
    private const int PercentLong = 3;
    private const int LongMs = 3000;

    // Several heartbeats, and extensions of a message's visibility, long.
    private const int PercentLongest = 1;
    private const int LongestMs = 25_000;

    /// <summary>Draws.</summary>
    /// <param name="seed">The same seed gives the same executions.</param>
    /// <param name="executions">How many.</param>
    public static IReadOnlyList<WorkItem> Draw(int seed, int executions)
    {
        // Not the faults' numbers again.
        var draw = new Draw(~(ulong)seed);
        return
        [
            .. Enumerable
                .Range(1, executions)
                .Select(number => new WorkItem(
                    string.Create(CultureInfo.InvariantCulture, $"x{number:d6}"),
                    Kind(draw),
                    [.. Enumerable.Range(0, draw.Between(1, 5)).Select(_ => draw.Between(1, 10_000))],
                    Milliseconds(draw),
                    Trace(draw)
                )),
        ];
    }

    private static int Milliseconds(Draw draw) =>
        draw.Between(1, 100) switch
        {
            <= PercentLongest => LongestMs,
            <= PercentLongest + PercentLong => LongMs,
            _ => draw.Between(0, MostMs),
        };

    private static WorkKind Kind(Draw draw) =>
        draw.Between(1, 100) switch
        {
            <= 30 => WorkKind.Charge,
            <= 55 => WorkKind.Letter,
            <= 65 => WorkKind.Journal,
            <= 75 => WorkKind.Register,
            _ => WorkKind.Sequence,
        };

    private static string Trace(Draw draw)
    {
        var parts = Enumerable.Range(0, 6).Select(_ => draw.Between(1, int.MaxValue).ToString("x8", CultureInfo.InvariantCulture)).ToList();
        return $"00-{string.Concat(parts[..4])}-{string.Concat(parts[4..])}-01";
    }
}
