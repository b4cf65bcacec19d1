using Workers.Hosting.Checkpoints;
using Workers.Hosting.Leases;
using Workers.Hosting.Progress;

namespace Workers.Hosting;

/// <summary>What a handler is told about its job.</summary>
public sealed class JobContext
{
    private JobCheckpoints? _checkpoints;

    private volatile bool _takenOver;

    /// <summary>
    /// Names this delivery in logs and spans: the message's id for a queue, an id of the worker's own for an activity (AWS gives none).
    /// </summary>
    public required string JobId { get; init; }

    /// <summary>The name under which the source was added, for example <c>appraise-claim</c>.</summary>
    public required string SourceName { get; init; }

    /// <summary>Where the job comes from.</summary>
    public required JobEnvelope Envelope { get; init; }

    /// <summary>How often the state was retried before: 0 for the first attempt, and for a bare input.</summary>
    public int Attempt => Envelope.Attempt ?? 0;

    /// <summary>How often the message was received, this time included; approximate, as SQS says. 1 for an activity.</summary>
    public int ReceiveCount { get; init; } = 1;

    /// <summary>
    /// Names the job, the same for each attempt and each delivery: <see cref="JobEnvelope.IdempotencyKey"/>; for a bare message its
    /// message id; <see langword="null"/> for a bare activity input.
    /// </summary>
    public string? IdempotencyKey => Envelope.IdempotencyKey ?? MessageId;

    /// <summary>The SQS message's id; <see langword="null"/> for an activity.</summary>
    public string? MessageId { get; init; }

    /// <summary>
    /// Cancelled as soon as the worker is asked to stop: time to finish soon, or to get to a point from which another run can go on. The job
    /// keeps its lease; the token given to the handler is cancelled only when the shutdown budget is almost used up. A job whose handler throws
    /// an <see cref="OperationCanceledException"/> from then on is returned, so that it can run elsewhere.
    /// </summary>
    public CancellationToken ShuttingDown { get; init; }

    /// <summary>Why the handler's cancellation token was cancelled.</summary>
    public JobCancelReason CancelReason => Lease?.CancelReason ?? JobCancelReason.None;

    /// <summary>
    /// When the job is lost unless its lease is renewed before; the runtime renews it while the handler runs.
    /// <see langword="null"/> when no heartbeat and no visibility timeout limits it.
    /// </summary>
    public DateTimeOffset? LeaseDeadline => Lease?.Deadline;

    /// <summary>
    /// Tells whoever waits at the job's reply queue how far the job has come; does nothing when the envelope names none.
    /// </summary>
    public IJobProgress Progress { get; init; } = SilentProgress.Instance;

    /// <summary>
    /// The job's progress: save it, and another attempt goes on from there. Needs <c>builder.AddCheckpoints()</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The worker was built without checkpoints.</exception>
    /// <exception cref="JobFailedException">
    /// Nothing names the job across attempts, because a bare input reached an activity: fails the job as <see cref="WorkerErrors.InvalidInput"/>.
    /// </exception>
    public JobCheckpoints Checkpoints => _checkpoints ?? OpenCheckpoint();

    /// <summary>The checkpoint, if the handler has asked for it.</summary>
    internal JobCheckpoints? OpenCheckpoints => _checkpoints;

    internal CheckpointSource? CheckpointSource { get; set; }

    internal Lease? Lease { get; init; }

    /// <summary>The ARN of the queue from which SQS moved the message to a dead-letter queue, if it did.</summary>
    internal string? DeadLetterSource { get; init; }

    /// <summary>Whether the handler wants to report by other means, once it has returned.</summary>
    internal bool IsTakenOver => _takenOver;

    /// <summary>
    /// Takes the task over: whoever gets the token reports to Step Functions, later and perhaps from another process, and the runtime does not.
    /// That takes effect when the handler returns; its output is not used then, and no more heartbeats are sent. A handler that throws, or that is
    /// abandoned at the end of a shutdown, fails its job as always: save the token before returning, and nothing is lost.
    /// </summary>
    /// <returns>
    /// The task token, at most 2,048 characters. Whoever has it can end the task: keep it out of logs, spans, messages and URLs.
    /// </returns>
    /// <remarks>The message of a queue-fed job is deleted when the handler returns, as after a report.</remarks>
    /// <exception cref="InvalidOperationException">The job has no task token (a message without one), so that there is nothing to report.</exception>
    public string TakeOver()
    {
        var token =
            Lease?.TaskToken
            ?? throw new InvalidOperationException(
                $"Job {JobId} of {SourceName} has no task token to take over: its message came from no waitForTaskToken state."
            );
        _takenOver = true;
        return token;
    }

    // One for all threads of the handler: two would take the checkpoint over from each other.
    private JobCheckpoints OpenCheckpoint()
    {
        var opened =
            CheckpointSource?.Open(this)
            ?? throw new InvalidOperationException(
                "The worker was built without checkpoints: call builder.AddCheckpoints() before builder.Build()."
            );
        return Interlocked.CompareExchange(ref _checkpoints, opened, null) ?? opened;
    }
}
