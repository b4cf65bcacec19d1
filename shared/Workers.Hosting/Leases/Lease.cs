using Workers.Hosting.Telemetry;

namespace Workers.Hosting.Leases;

/// <summary>
/// The right to work on one job: a task token with its heartbeat clock, a message with its visibility timeout, or both. Kept by
/// the lease keeper, which alone touches the times and links, under its lock.
/// </summary>
internal sealed class Lease(WorkerClock clock, string jobId, SourceTelemetry source) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _gate = new();
    private bool _ended;

    public string JobId { get; } = jobId;

    public SourceTelemetry Source { get; } = source;

    public string? TaskToken { get; init; }

    /// <summary>The task's heartbeat timeout; <see cref="TimeSpan.Zero"/> when it has none.</summary>
    public TimeSpan Heartbeat { get; init; }

    /// <summary>How long the job had waited when it arrived: the task's heartbeat clock runs for that long already.</summary>
    public TimeSpan Age { get; init; }

    public VisibilityGroup? Queue { get; init; }

    public string? ReceiptHandle { get; init; }

    /// <summary>When it began: when its job arrived, unless that was read so late that it may have begun before.</summary>
    public TimeSpan Started { get; init; } = clock.Now;

    public JobCancelReason CancelReason { get; private set; }

    /// <summary>Whether the job's result can no longer count for anybody.</summary>
    public bool Lost => CancelReason is JobCancelReason.TaskLost or JobCancelReason.MessageLost or JobCancelReason.Superseded;

    /// <summary>Whether Step Functions itself said that the task is gone, so that its message is of no use either.</summary>
    public bool TaskClosed { get; private set; }

    public CancellationToken Token => _cancellation.Token;

    public DateTimeOffset? Deadline => Expires == TimeSpan.MaxValue ? null : clock.ToDate(Expires);

    public TimeSpan Expires => HeartbeatExpires < VisibilityExpires ? HeartbeatExpires : VisibilityExpires;

    internal TimeSpan HeartbeatExpires { get; set; } = TimeSpan.MaxValue;

    internal TimeSpan VisibilityExpires { get; set; } = TimeSpan.MaxValue;

    internal TimeSpan NextBeat { get; set; } = TimeSpan.MaxValue;

    internal TimeSpan NextExtension { get; set; } = TimeSpan.MaxValue;

    internal int FailedBeats { get; set; }

    internal bool Beating { get; set; }

    /// <summary>The end of the call under way that extends the visibility timeout.</summary>
    internal Task? Extension { get; set; }

    internal bool Kept { get; set; }

    internal Lease? Previous { get; set; }

    internal Lease? Next { get; set; }

    /// <summary>Cancels the job.</summary>
    /// <returns>The callbacks' end, or <see langword="null"/> when the job had ended or was cancelled before.</returns>
    public Task? Cancel(JobCancelReason reason, bool taskClosed = false)
    {
        lock (_gate)
        {
            if (_ended || (CancelReason is not JobCancelReason.None && (Lost || reason is JobCancelReason.Shutdown)))
            {
                return null;
            }

            CancelReason = reason;
            TaskClosed = taskClosed;

            // A handler's callbacks must not hold up the leases of others: they run on their own.
            return _cancellation.CancelAsync();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
        }

        _cancellation.Dispose();
    }
}
