using System.Diagnostics;
using Workers.Hosting.Leases;
using Workers.Hosting.Progress;
using Workers.Hosting.Queues;
using Workers.Hosting.Slots;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting.Jobs;

/// <summary>One job on its way from its source through a handler to its report.</summary>
internal sealed class Job : SlotHolder, IThreadPoolWorkItem
{
    private int _claimed;
    private bool _isFinished;
    private JobOutcome _outcome;

    /// <summary>What the thread pool does with the job.</summary>
    public required Action<Job> Run { get; init; }

    public required SourceTelemetry Source { get; init; }

    public required JobInvoker Invoker { get; init; }

    public required JobContext Context { get; init; }

    public required Lease Lease { get; init; }

    /// <summary>Why the input cannot be read, or <see langword="null"/>.</summary>
    public string? Problem { get; init; }

    /// <summary>The message that brought the job; <see langword="null"/> for an activity.</summary>
    public QueueDelivery? Delivery { get; init; }

    /// <summary>Whether its arrival was noticed so late that it may be somebody else's by now.</summary>
    public bool IsLate { get; init; }

    /// <summary>Whether the source wants a job to be done once, however often it comes.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>The way to the reply queue that the envelope names; <see langword="null"/> when it names none.</summary>
    public ReplyChannel? Replies { get; init; }

    /// <summary>How long the job is expected to take at most, if the settings tell.</summary>
    public TimeSpan? MaxDuration { get; init; }

    public JobEnvelope Envelope => Context.Envelope;

    public string? TaskToken => Lease.TaskToken;

    /// <summary>Whether somebody is told how the job ended.</summary>
    public bool HasReader => TaskToken is not null || Replies is not null;

    /// <summary>Stands around the report, which it makes by calling its last argument; both tell whether the result has arrived.</summary>
    public Func<Job, JobOutcome, Func<JobOutcome, Task<bool>>, Task<bool>>? AroundReport { get; init; }

    /// <summary>The bytes of what arrived: a message's body, a task's input; <see langword="null"/> where nothing did.</summary>
    public int? BodySize { get; init; }

    /// <summary>The span of the message's sender, to which the job's span is linked.</summary>
    public ActivityContext Sender { get; init; }

    /// <summary>What became of the job when its handler had ended; <see langword="null"/> until then.</summary>
    public JobOutcome? Finished => Volatile.Read(ref _isFinished) ? _outcome : null;

    /// <summary>Keeps what became of the job, for a stop that does not wait for what follows.</summary>
    public JobOutcome Finish(JobOutcome outcome)
    {
        _outcome = outcome;
        Volatile.Write(ref _isFinished, true);
        return outcome;
    }

    /// <summary>Takes the right to report the job, which is given once: to the job's end, or to a shutdown that cannot wait for it.</summary>
    public bool TryClaimReport() => Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <inheritdoc/>
    public void Execute()
    {
        ThreadReserve.Enter();
        try
        {
            Run(this);
        }
        finally
        {
            ThreadReserve.Leave();
        }
    }
}
