using System.Globalization;
using LocalFleet.Checks;
using LocalFleet.Statistics;
using Spectre.Console;

namespace LocalFleet.Display;

/// <summary>What the run has shown, in tables.</summary>
internal static class Summary
{
    private const int MostWrongShown = 10;

    /// <summary>Writes it.</summary>
    public static void Write(RunConsole console, RunResult result)
    {
        console.Write(Executions(result));
        console.Write(PatternTable.Of(result));
        console.Note(
            $"Duplicates: {Duplicates(result.Statistics)}. Lost: {Number(result.Lost)}. Workers restarted: {Number(result.Restarts)}."
        );
        Verdict(console, result);
    }

    private static Table Executions(RunResult result)
    {
        var table = NewTable("executions", "", "");
        foreach (var (status, count) in result.ByStatus.OrderByDescending(pair => pair.Value))
        {
            table.AddRow(status, Number(count), "");
        }

        var duration = result.Statistics.Claims.DurationMs;
        table.AddRow("all", Number(result.ByStatus.Values.Sum()), $"in {Seconds(result.Duration)}");
        table.AddRow("took", $"p50 {Milliseconds(duration?.P50)}", $"p99 {Milliseconds(duration?.P99)}");
        return table;
    }

    private static string Duplicates(EmulatorStatistics statistics)
    {
        var reports = statistics.Activities.Values.Concat(statistics.Callbacks.Values).Sum(jobs => jobs.DuplicateReports);
        var messages = statistics.Queues.Values.Sum(queue => queue.Redelivered);
        return $"{Number(reports)} reports for closed tasks, {Number(messages)} messages delivered again";
    }

    private static void Verdict(RunConsole console, RunResult result)
    {
        var total = result.ByStatus.Values.Sum();
        if (result.Wrong.Count == 0)
        {
            console.Note($"All {Number(total)} executions ended as their claims' data says.");
            return;
        }

        console.Error($"{Number(result.Wrong.Count)} of {Number(total)} executions did not end as their claims' data says:");
        foreach (var (claim, problem) in result.Wrong.Take(MostWrongShown))
        {
            console.Error($"  {claim.ClaimId}: {problem}");
        }

        if (result.Wrong.Count > MostWrongShown)
        {
            console.Error($"  and {Number(result.Wrong.Count - MostWrongShown)} more");
        }
    }

    /// <summary>A table whose first column is text and whose others are numbers.</summary>
    public static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn(columns[0]);
        foreach (var column in columns.Skip(1))
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        return table;
    }

    /// <summary>A number without decimals.</summary>
    public static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A duration; a dash for none.</summary>
    public static string Milliseconds(double? milliseconds) =>
        milliseconds is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:N0} ms") : "–";

    private static string Seconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:N1} s");
}
