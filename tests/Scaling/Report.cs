using System.Globalization;
using System.Text;

namespace Scaling;

/// <summary>Results as a Markdown table.</summary>
internal static class Report
{
    /// <summary>One row for each result.</summary>
    public static string Table(IEnumerable<(string Policy, Result Result)> rows)
    {
        var text = new StringBuilder();
        _ = text.AppendLine(
            "| workload | policy | jobs | waited p50 | p95 | p99 | longest | tasks at most | task-hours (least) | out | in | back within 20 min | given back |"
        );
        _ = text.AppendLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (policy, result) in rows)
        {
            _ = text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Workload.Name} | {policy} | {result.Jobs:N0} | {result.Waited(0.5)} s | {result.Waited(0.95)} s | {result.Waited(0.99)} s | {result.Waited(1)} s | {result.MostTasks} | {result.TaskHours:F1} ({result.LeastTaskHours:F1}) | {result.ScaleOuts} | {result.ScaleIns} | {result.Reversals} | {result.GivenBack} |"
            );
        }

        return text.ToString();
    }
}
