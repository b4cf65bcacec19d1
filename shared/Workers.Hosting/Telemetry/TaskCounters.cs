using Workers.Hosting.Telemetry;

namespace Workers.Hosting;

/// <summary>
/// Counts what a worker does about tasks beside the runtime: results of tasks that its handlers have taken over, and polls of its own. They are
/// in the metrics <c>workers.results</c>, <c>workers.polls</c> and <c>messaging.client.consumed.messages</c>, and in what the worker
/// logs at its end. Thread-safe; a service of every worker.
/// </summary>
public sealed class TaskCounters
{
    private readonly WorkerTelemetry _telemetry;

    internal TaskCounters(WorkerTelemetry telemetry) => _telemetry = telemetry;

    /// <summary>A result was sent, or will not be any more. An attempt that another one follows is no result.</summary>
    /// <param name="source">The name of the source that the task came from, for example <c>approve-request</c>.</param>
    /// <param name="outcome">What became of it.</param>
    public void ResultSent(string source, ResultOutcome outcome) => _telemetry.Tally(source).ResultSent(outcome);

    /// <summary>An activity was polled, and Step Functions has answered.</summary>
    /// <param name="source">The name of the source in settings and logs.</param>
    /// <param name="activityArn">The activity's ARN.</param>
    /// <param name="hasTask">Whether a task came.</param>
    public void Polled(string source, string activityArn, bool hasTask)
    {
        _telemetry.Tally(source).Polled(hasTask ? PollResult.Received : PollResult.Empty);
        if (hasTask)
        {
            _telemetry.CountConsumed(1, "aws_step_functions", activityArn[(activityArn.LastIndexOf(':') + 1)..]);
        }
    }

    /// <summary>A poll of an activity has failed.</summary>
    /// <param name="source">The name of the source in settings and logs.</param>
    public void PollFailed(string source) => _telemetry.Tally(source).Polled(PollResult.Failed);
}
