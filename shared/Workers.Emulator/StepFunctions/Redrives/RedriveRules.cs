namespace Workers.Emulator.StepFunctions;

/// <summary>Which executions may be redriven, in the words of Step Functions.</summary>
internal static class RedriveRules
{
    // Room for ExecutionRedriven and at least one event more.
    private const int MostEvents = 24_999;

    private static readonly TimeSpan RedrivablePeriod = TimeSpan.FromDays(14);
    private static readonly TimeSpan LongestExecution = TimeSpan.FromDays(365);

    /// <summary>The <c>redriveStatus</c> of an execution, and the reason where it has to have one.</summary>
    public static (string Status, string? Reason) Describe(Execution execution) =>
        Obstacle(execution) switch
        {
            { } obstacle => ("NOT_REDRIVABLE", obstacle),
            null when execution.MapRun is not null => ("REDRIVABLE_BY_MAP_RUN", null),
            null => ("REDRIVABLE", null),
        };

    /// <summary>Whether the execution has failed for good.</summary>
    public static bool IsFinal(Execution execution) =>
        execution.Status is not (ExecutionStatus.RUNNING or ExecutionStatus.SUCCEEDED) && Obstacle(execution) is not null;

    /// <summary>Why an execution cannot be redriven; null when it can. An Express child of a map run is run anew, whatever its age.</summary>
    public static string? Obstacle(Execution execution)
    {
        if (execution.End is not { Status: not ExecutionStatus.SUCCEEDED } end)
        {
            return $"Execution is {execution.Status} and cannot be redriven";
        }

        if (execution.Machine.IsExpress)
        {
            return null;
        }

        var now = execution.TimeProvider.GetUtcNow();
        return execution.History.Count >= MostEvents ? "Execution history event limit exceeded"
            : now - execution.Started > LongestExecution ? "Execution has exceeded the max execution time"
            : now - end.Stopped > RedrivablePeriod ? "Execution redrivable period exceeded"
            : null;
    }
}
