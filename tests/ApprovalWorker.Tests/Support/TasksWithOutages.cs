using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace ApprovalWorker.Tests.Support;

/// <summary>Whether workers reach Step Functions with their reports, and how often they call.</summary>
internal sealed class Outages
{
    private int _polls;
    private int _reports;

    public bool IsDown { get; set; }

    /// <summary>Whether a report goes through although its answer is lost.</summary>
    public bool LosesAnswers { get; set; }

    public int Reports => _reports;

    public int Polls => _polls;

    public void CountPoll() => Interlocked.Increment(ref _polls);

    public void CountReport() => Interlocked.Increment(ref _reports);
}

/// <summary>One worker's Step Functions, which can be cut off from reports.</summary>
internal sealed class TasksWithOutages(IStepFunctionsTasks inner, Outages outages) : IStepFunctionsTasks
{
    public Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default)
    {
        outages.CountPoll();
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
        outages.CountReport();
        if (outages.IsDown)
        {
            throw new AwsConnectionException("connection refused");
        }

        await report();
        if (outages.LosesAnswers)
        {
            throw new AwsConnectionException("connection reset");
        }
    }
}
