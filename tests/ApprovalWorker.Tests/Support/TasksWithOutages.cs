using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace ApprovalWorker.Tests.Support;

/// <summary>Step Functions that can be cut off from reports.</summary>
internal sealed class TasksWithOutages(IStepFunctionsTasks inner) : IStepFunctionsTasks
{
    private int _polls;

    public bool IsDown { get; set; }

    /// <summary>Whether a report goes through although its answer is lost.</summary>
    public bool LosesAnswers { get; set; }

    public int Reports { get; private set; }

    public int Polls => _polls;

    public Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _polls);
        return inner.GetActivityTaskAsync(request, cancellationToken);
    }

    public Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default) =>
        ReportAsync(() => inner.SendTaskSuccessAsync(request, cancellationToken));

    public Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default) =>
        ReportAsync(() => inner.SendTaskFailureAsync(request, cancellationToken));

    public Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default) =>
        inner.SendTaskHeartbeatAsync(request, cancellationToken);

    private async Task ReportAsync(Func<Task> report)
    {
        Reports++;
        if (IsDown)
        {
            throw new AwsConnectionException("connection refused");
        }

        await report();
        if (LosesAnswers)
        {
            throw new AwsConnectionException("connection reset");
        }
    }
}
