using System.Text.Json;
using LocalFleet.Claims;
using LocalFleet.Telemetry;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Executions;

/// <summary>Starts one execution for each claim, the claim's id being its name.</summary>
/// <param name="stepFunctions">Where they are started.</param>
/// <param name="stateMachineArn">What is executed.</param>
/// <param name="givesTraces">Whether each execution is given a trace, which begins here.</param>
internal sealed class ExecutionStarter(IStepFunctionsExecutions stepFunctions, string stateMachineArn, bool givesTraces)
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
            async (index, cancellation) => arns[index] = await StartAsync(claims[index], cancellation)
        );
        return arns;
    }

    private async Task<string> StartAsync(Claim claim, CancellationToken cancellationToken)
    {
        using var span = givesTraces ? ExecutionTrace.Start(stateMachineArn) : null;
        var input = new ExecutionInput(claim, givesTraces ? ExecutionTrace.ParentOf(span) : null);
        var request = new StartExecutionRequest
        {
            StateMachineArn = stateMachineArn,
            Name = claim.ClaimId,
            Input = JsonSerializer.Serialize(input, FleetJson.Default.ExecutionInput),
        };
        try
        {
            var started = await stepFunctions.StartExecutionAsync(request, cancellationToken);
            ExecutionTrace.Started(span, started.ExecutionArn);
            return started.ExecutionArn;
        }
        catch (Exception exception)
        {
            ExecutionTrace.Failed(span, exception);
            throw;
        }
    }
}
