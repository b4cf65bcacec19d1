using Workers.Hosting.Leases;

namespace Workers.Hosting;

/// <summary>What a handler is told about its job.</summary>
public sealed class JobContext
{
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
    /// keeps its lease; the token given to the handler is cancelled only when the shutdown budget is almost used up.
    /// </summary>
    public CancellationToken ShuttingDown { get; init; }

    /// <summary>Why the handler's cancellation token was cancelled.</summary>
    public JobCancelReason CancelReason => Lease?.CancelReason ?? JobCancelReason.None;

    /// <summary>
    /// When the job is lost unless its lease is renewed before; the runtime renews it while the handler runs.
    /// <see langword="null"/> when no heartbeat and no visibility timeout limits it.
    /// </summary>
    public DateTimeOffset? LeaseDeadline => Lease?.Deadline;

    internal Lease? Lease { get; init; }
}
