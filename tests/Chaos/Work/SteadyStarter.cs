using Workers.Aws.StepFunctions;

namespace Chaos.Work;

/// <summary>Starts executions, evenly spread over the run.</summary>
internal sealed class SteadyStarter(
    IStepFunctionsExecutions stepFunctions,
    IReadOnlyDictionary<WorkKind, string> stateMachines,
    TimeProvider time
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private int _started;

    /// <summary>How many are started.</summary>
    public int Started => _started;

    /// <summary>Starts them all.</summary>
    /// <returns>The executions' ARNs in the order of the items.</returns>
    public async Task<IReadOnlyList<string>> StartAsync(
        IReadOnlyList<WorkItem> items,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        var arns = new List<string>(items.Count);
        var start = time.GetTimestamp();
        while (arns.Count < items.Count)
        {
            var due = (int)Math.Min(items.Count, items.Count * (time.GetElapsedTime(start) / duration));
            while (arns.Count < due)
            {
                arns.Add(await StartAsync(items[arns.Count], cancellationToken));
                _started = arns.Count;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }

        return arns;
    }

    private async Task<string> StartAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var request = new StartExecutionRequest
        {
            StateMachineArn = stateMachines[item.Kind],
            Name = item.Id,
            Input = item.Input(),
        };
        return (await stepFunctions.StartExecutionAsync(request, cancellationToken)).ExecutionArn;
    }
}
