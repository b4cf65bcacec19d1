using Workers.Aws.StepFunctions;

namespace LocalFleet.Executions;

/// <summary>Reads how the executions ended, each once.</summary>
internal sealed class ExecutionReader(IStepFunctionsExecutions stepFunctions)
{
    private const int AtOnce = 8;

    /// <summary>Reads them.</summary>
    /// <param name="arns">Their ARNs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>In the same order; <see langword="null"/> for one that the service does not know.</returns>
    public async Task<IReadOnlyList<ExecutionDescription?>> ReadAsync(IReadOnlyList<string> arns, CancellationToken cancellationToken)
    {
        var executions = new ExecutionDescription?[arns.Count];
        await Parallel.ForAsync(
            0,
            arns.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, cancellation) => executions[index] = await DescribeAsync(arns[index], cancellation)
        );
        return executions;
    }

    private async Task<ExecutionDescription?> DescribeAsync(string arn, CancellationToken cancellationToken)
    {
        try
        {
            return await stepFunctions.DescribeExecutionAsync(new DescribeExecutionRequest { ExecutionArn = arn }, cancellationToken);
        }
        catch (Workers.Aws.ExecutionDoesNotExistException)
        {
            return null;
        }
    }
}
