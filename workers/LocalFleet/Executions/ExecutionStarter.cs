using System.Text.Json;
using LocalFleet.Claims;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Executions;

/// <summary>Starts one execution for each claim, the claim's id being its name.</summary>
internal sealed class ExecutionStarter(IStepFunctionsExecutions stepFunctions, string stateMachineArn)
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
                    Input = JsonSerializer.Serialize(new ExecutionInput(claims[index]), FleetJson.Default.ExecutionInput),
                };
                arns[index] = (await stepFunctions.StartExecutionAsync(request, cancellation)).ExecutionArn;
            }
        );
        return arns;
    }
}
