using System.Text;
using Workers.Aws.StepFunctions;

namespace DispatchWorker.Tests.Support;

/// <summary>Step Functions, each call of which may be a dispatcher's last.</summary>
internal sealed class TrappedStepFunctions(IStepFunctionsTasks tasks, IStepFunctionsExecutions executions, CrashTrap trap, Told told)
    : IStepFunctionsTasks,
        IStepFunctionsExecutions
{
    public async Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default)
    {
        var task = await tasks.GetActivityTaskAsync(request, cancellationToken);
        if (task is not null)
        {
            await trap.PassOnAsync("GetActivityTask");
        }

        return task;
    }

    public Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default)
    {
        told.Add(Encoding.UTF8.GetString(request.Output.Span));
        return trap.DoAsync("SendTaskSuccess", () => tasks.SendTaskSuccessAsync(request, cancellationToken));
    }

    public Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default)
    {
        told.Add($"{request.Error} {request.Cause}");
        return trap.DoAsync("SendTaskFailure", () => tasks.SendTaskFailureAsync(request, cancellationToken));
    }

    public Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default) =>
        trap.DoAsync("SendTaskHeartbeat", () => tasks.SendTaskHeartbeatAsync(request, cancellationToken));

    public Task<StartExecutionResponse> StartExecutionAsync(StartExecutionRequest request, CancellationToken cancellationToken = default)
    {
        told.Add($"{request.Name} {request.Input}");
        return trap.DoAsync("StartExecution", () => executions.StartExecutionAsync(request, cancellationToken));
    }

    public Task<ExecutionDescription> DescribeExecutionAsync(
        DescribeExecutionRequest request,
        CancellationToken cancellationToken = default
    ) => trap.DoAsync("DescribeExecution", () => executions.DescribeExecutionAsync(request, cancellationToken));

    public Task<StopExecutionResponse> StopExecutionAsync(StopExecutionRequest request, CancellationToken cancellationToken = default) =>
        trap.DoAsync("StopExecution", () => executions.StopExecutionAsync(request, cancellationToken));

    public Task<GetExecutionHistoryResponse> GetExecutionHistoryAsync(
        GetExecutionHistoryRequest request,
        CancellationToken cancellationToken = default
    ) => trap.DoAsync("GetExecutionHistory", () => executions.GetExecutionHistoryAsync(request, cancellationToken));

    public Task<ListExecutionsResponse> ListExecutionsAsync(ListExecutionsRequest request, CancellationToken cancellationToken = default) =>
        trap.DoAsync("ListExecutions", () => executions.ListExecutionsAsync(request, cancellationToken));
}
