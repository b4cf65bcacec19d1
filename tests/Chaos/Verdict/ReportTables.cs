using System.Globalization;
using Chaos.Faults;
using Spectre.Console;

namespace Chaos.Verdict;

/// <summary>The report as tables in Markdown.</summary>
internal static class ReportTables
{
    private static readonly (FaultKind Kind, string Name)[] Faults =
    [
        (FaultKind.Kill, "kill -9"),
        (FaultKind.Terminate, "SIGTERM"),
        (FaultKind.Freeze, "SIGSTOP, then SIGCONT"),
        (FaultKind.LinkDown, "network interface down"),
        (FaultKind.SilentLoss, "network silent: packets vanish"),
    ];

    /// <summary>The faults, and what each kind led to.</summary>
    public static Table OfFaults(ChaosReport report)
    {
        var table = NewTable("fault", "times", "seconds in all", "effects without a key done again");
        foreach (var (kind, name) in Faults)
        {
            if (report.NoCuts is { } reason && kind is FaultKind.LinkDown or FaultKind.SilentLoss)
            {
                table.AddRow(name, $"skipped: {reason}".EscapeMarkup(), "–", "–");
                continue;
            }

            var seconds = report.Injuries.Where(injury => injury.Kind == kind).Sum(injury => (injury.To - injury.From).TotalSeconds);
            table.AddRow(name, Number(report.Count(kind)), Number(seconds), Number(report.RepetitionsBy(kind)));
        }

        var injuries = report.Injuries;
        table.AddRow(
            "all",
            Number(injuries.Count),
            Number(injuries.Sum(injury => (injury.To - injury.From).TotalSeconds)),
            Number(report.Repetitions.Count)
        );
        return table;
    }

    /// <summary>What became of the executions.</summary>
    public static Table OfOutcome(ChaosReport report)
    {
        var executions = report.Executions;
        var table = NewTable("outcome", "");
        table.AddRow("executions", Number(report.Options.Executions));
        table.AddRow("succeeded, with the right output and their effect", Number(executions.Succeeded));
        table.AddRow("wrong", Number(executions.Wrong));
        table.AddRow("lost", Number(executions.Lost));
        table.AddRow("hanging", Number(executions.Hanging));
        table.AddRow("ended while workers were hurt", Number(report.EndedAmidFaults));
        table.AddRow("longest execution", string.Create(CultureInfo.InvariantCulture, $"{executions.Longest.TotalSeconds:N1} s"));
        table.AddRow("tasks of activities scheduled again", Number(report.TasksAgain));
        table.AddRow("tasks of activities that timed out at a worker", Number(report.Timeouts.Count));
        table.AddRow("of these not due to a fault", Number(report.Timeouts.Count(task => task.Cause is null)));
        table.AddRow("messages delivered again", Number(report.MessagesAgain));
        table.AddRow("reports refused because the task was closed", Number(report.LateReports));
        table.AddRow("effects with a key: done again", Number(executions.KeyedTwice));
        table.AddRow("effects with a key: asked for again", Number(report.AskedAgain));
        table.AddRow("effects without a key: done again", Number(report.Repetitions.Count));
        table.AddRow("of these not due to a fault of their own", Number(report.Repetitions.Count(repetition => repetition.Cause is null)));
        table.AddRow("messages left in queues", Number(report.Statistics.Messages));
        table.AddRow("logs, spans and metrics searched", string.Create(CultureInfo.InvariantCulture, $"{report.Search.Bytes / 1e6:N0} MB"));
        table.AddRow("task tokens found there", Number(report.Search.Tokens));
        table.AddRow("payloads found there", Number(report.Search.Secrets));
        table.AddRow("processes that ended otherwise than asked", Number(report.Complaints.Count));
        return table;
    }

    private static Table NewTable(params string[] columns)
    {
        var table = LocalFleet.Display.Summary.NewTable(columns);
        return table.Border(TableBorder.Markdown);
    }

    private static string Number(double number) => LocalFleet.Display.Summary.Number(number);
}
