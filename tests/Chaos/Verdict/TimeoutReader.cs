using Chaos.Work;
using Workers.Aws.StepFunctions;

namespace Chaos.Verdict;

/// <summary>Reads the histories of the executions in which a task can have timed out.</summary>
internal sealed class TimeoutReader(IStepFunctionsExecutions stepFunctions)
{
    private const int MostEvents = 1000;

    // What took less time than that cannot have lost a heartbeat.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(Machines.ActivityHeartbeatSeconds);

    /// <summary>Reads them.</summary>
    /// <param name="executions">How they ended; <see langword="null"/> for one that is not known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tasks that timed out.</returns>
    public async Task<IReadOnlyList<TimedOutTask>> ReadAsync(
        IReadOnlyList<ExecutionDescription?> executions,
        CancellationToken cancellationToken
    )
    {
        var tasks = new List<TimedOutTask>();
        foreach (var execution in executions.OfType<ExecutionDescription>().Where(IsLong))
        {
            tasks.AddRange(TimedOutTask.Of(execution.ExecutionArn.Split(':')[^1], await HistoryAsync(execution, cancellationToken)));
        }

        return tasks;
    }

    private static bool IsLong(ExecutionDescription execution) =>
        execution.StopDate is not { } end || end - execution.StartDate >= Shortest;

    private async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(ExecutionDescription execution, CancellationToken cancellationToken)
    {
        var request = new GetExecutionHistoryRequest { ExecutionArn = execution.ExecutionArn, MaxResults = MostEvents };
        return (await stepFunctions.GetExecutionHistoryAsync(request, cancellationToken)).Events;
    }
}
