using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace Definitions.Tests.Moto;

/// <summary>
/// Holds reports back until moto's state waits for them: moto hands a token out before it watches for beats, and a report in between is accepted
/// but noticed only by the heartbeat time-out. From the moment on that a beat is accepted, reports are noticed.
/// </summary>
internal sealed class LateReports(IStepFunctionsTasks inner) : IStepFunctionsTasks
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default) =>
        inner.GetActivityTaskAsync(request, cancellationToken);

    public async Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default)
    {
        await AwaitedAsync(request.TaskToken, cancellationToken);
        await inner.SendTaskSuccessAsync(request, cancellationToken);
    }

    public async Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default)
    {
        await AwaitedAsync(request.TaskToken, cancellationToken);
        await inner.SendTaskFailureAsync(request, cancellationToken);
    }

    public Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default) =>
        inner.SendTaskHeartbeatAsync(request, cancellationToken);

    private async Task AwaitedAsync(string token, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await inner.SendTaskHeartbeatAsync(new() { TaskToken = token }, cancellationToken);
                return;
            }
            catch (InvalidTokenException)
            {
                await Task.Delay(Interval, TimeProvider.System, cancellationToken);
            }
        }
    }
}
