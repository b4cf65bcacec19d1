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
            "| workload | policy | jobs | waited p50 | p95 | p99 | longest | tasks at most | task-hours (least) | out | in | back within 20 min | given back | woken by alarm |"
        );
        _ = text.AppendLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (policy, result) in rows)
        {
            _ = text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Workload.Name} | {policy} | {result.Jobs:N0} | {result.Waited(0.5)} s | {result.Waited(0.95)} s | {result.Waited(0.99)} s | {result.Waited(1)} s | {result.MostTasks} | {result.TaskHours:F1} ({result.LeastTaskHours:F1}) | {result.ScaleOuts} | {result.ScaleIns} | {result.Reversals} | {result.GivenBack} | {result.AlarmWakes} |"
            );
        }

        return text.ToString();
    }

    /// <summary>One row for each policy: what all workloads cost, and how long jobs waited on each.</summary>
    public static string Totals(IEnumerable<(string Policy, IReadOnlyList<Result> Results)> candidates)
    {
        var text = new StringBuilder();
        foreach (var (policy, results) in candidates)
        {
            if (text.Length == 0)
            {
                _ = text.AppendLine($"| policy | task-hours | {string.Join(" | ", results.Select(result => result.Workload.Name))} |");
                _ = text.AppendLine($"|---|---:|{string.Concat(results.Select(_ => "---:|"))}");
            }

            _ = text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {policy} | {results.Sum(result => result.TaskHours):F0} | {string.Join(" | ", results.Select(result => $"{result.Waited(0.95)}, {result.Waited(1)} s"))} |"
            );
        }

        return text.ToString();
    }
}
