using System.Text.Json;
using LocalFleet.Claims;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Executions;

/// <summary>Starts one execution for each claim, the claim's id being its name.</summary>
/// <param name="stepFunctions">Where they are started.</param>
/// <param name="stateMachineArn">What is executed.</param>
/// <param name="traceParents">Gives each execution the trace that it belongs to; <see langword="null"/> for none.</param>
internal sealed class ExecutionStarter(IStepFunctionsExecutions stepFunctions, string stateMachineArn, Func<string>? traceParents = null)
{
    private const int AtOnce = 16;

    /// <summary>Starts them all.</summary>
    /// <returns>The executions' ARNs in the order of the claims.</returns>
    public async Task<IReadOnlyList<string>> StartAsync(IReadOnlyList<Claim> claims, CancellationToken cancellationToken)
    {
        var arns = new string[claims.Count];
        await Parallel.ForAsync(
            0,
            claims.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, cancellation) =>
            {
                var request = new StartExecutionRequest
                {
                    StateMachineArn = stateMachineArn,
                    Name = claims[index].ClaimId,
                    Input = JsonSerializer.Serialize(
                        new ExecutionInput(claims[index], traceParents?.Invoke()),
                        FleetJson.Default.ExecutionInput
                    ),
                };
                arns[index] = (await stepFunctions.StartExecutionAsync(request, cancellation)).ExecutionArn;
            }
        );
        return arns;
    }
}
