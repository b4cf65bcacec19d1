using System.Globalization;
using LocalFleet.Checks;
using LocalFleet.Statistics;
using Spectre.Console;

namespace LocalFleet.Display;

/// <summary>A row for each pattern: what was done, what was broken on purpose, and what became of it.</summary>
internal static class PatternTable
{
    /// <summary>Makes the table.</summary>
    public static Table Of(RunResult result)
    {
        var table = Summary.NewTable(
            "pattern",
            "jobs",
            "failures injected",
            "recovered",
            "lost",
            "requests per job",
            "waited p50",
            "p99",
            "worker"
        );
        foreach (var pattern in result.Patterns)
        {
            var injected = result.Failures.Count(pattern.Pattern);
            table.AddRow(
                pattern.Name,
                Summary.Number(pattern.Jobs),
                Summary.Number(injected),
                Summary.Number(Recovered(injected, pattern, result)),
                Summary.Number(pattern.Open),
                pattern.Jobs == 0 ? "–" : ((double)pattern.Requests / pattern.Jobs).ToString("N2", CultureInfo.InvariantCulture),
                Summary.Milliseconds(pattern.Waited?.P50),
                Summary.Milliseconds(pattern.Waited?.P99),
                pattern.Worker
            );
        }

        return table;
    }

    // A failure counts as recovered when every job of the pattern has come to its result and every execution has ended right.
    private static long Recovered(int injected, PatternStatistics pattern, RunResult result) =>
        Math.Max(0, injected - pattern.Open - result.Wrong.Count);
}
