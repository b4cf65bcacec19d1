using System.Diagnostics;
using Workers.Hosting.Jobs;
using Workers.Hosting.Slots;

namespace Workers.Hosting.Telemetry;

/// <summary>How a poll ended.</summary>
internal enum PollResult
{
    /// <summary>It brought at least one job.</summary>
    Received,

    /// <summary>It brought none.</summary>
    Empty,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>What one source counts, for metrics and for the summary at its end.</summary>
internal sealed class SourceTelemetry
{
    // New durations weigh an eighth: enough to follow a change within a few dozen jobs.
    private const double Weight = 1.0 / 8;

    private readonly WorkerTelemetry _worker;
    private readonly SourceTally _tally;
    private readonly long[] _polls = new long[3];
    private readonly long[] _jobs = new long[5];
    private int _openPolls;
    private int _heldLeases;
    private double _averageSeconds;

    public SourceTelemetry(WorkerTelemetry worker, string name, string system, string destination, SlotPool slots)
    {
        _worker = worker;
        Name = name;
        System = system;
        Destination = destination;
        Slots = slots;
        NameTag = new("workers.source", name);
        _tally = worker.Tally(name);
        worker.Add(this);
    }

    public string Name { get; }

    /// <summary>The value of <c>messaging.system</c>.</summary>
    public string System { get; }

    /// <summary>The queue or the activity, as it is named in AWS.</summary>
    public string Destination { get; }

    public SlotPool Slots { get; }

    public KeyValuePair<string, object?> NameTag { get; }

    /// <summary>Jobs whose lease is kept.</summary>
    public int HeldLeases => Volatile.Read(ref _heldLeases);

    public int OpenPolls => Volatile.Read(ref _openPolls);

    /// <summary>A moving average of how long jobs take; zero before the first one ended.</summary>
    public TimeSpan AverageDuration => TimeSpan.FromSeconds(Volatile.Read(ref _averageSeconds));

    public void PollOpened() => Interlocked.Increment(ref _openPolls);

    public void PollClosed(PollResult result, int jobs = 0)
    {
        Interlocked.Decrement(ref _openPolls);
        Interlocked.Increment(ref _polls[(int)result]);
        _worker.Polls.Add(1, NameTag, new("workers.poll.result", Word(result)));
        if (jobs > 0)
        {
            _worker.CountConsumed(jobs, System, Destination);
        }
    }

    public void JobEnded(in JobOutcome outcome, TimeSpan duration)
    {
        Interlocked.Increment(ref _jobs[(int)outcome.Kind]);

        // Two jobs that end at once may lose one of their shares of the average, which does not matter.
        var average = Volatile.Read(ref _averageSeconds);
        Volatile.Write(ref _averageSeconds, average == 0 ? duration.TotalSeconds : average + ((duration.TotalSeconds - average) * Weight));
        _worker.Jobs.Add(1, NameTag, new("workers.job.outcome", Word(outcome.Kind)));
        if (!_worker.Duration.Enabled)
        {
            return;
        }

        var tags = new TagList
        {
            { "messaging.system", System },
            { "messaging.destination.name", Destination },
            { "messaging.operation.name", "process" },
        };
        if (outcome.Error is { } error)
        {
            tags.Add("error.type", error);
        }

        _worker.Duration.Record(duration.TotalSeconds, tags);
    }

    public void LeaseHeld() => Interlocked.Increment(ref _heldLeases);

    public void LeaseEnded() => Interlocked.Decrement(ref _heldLeases);

    public void LeaseLost(JobCancelReason reason)
    {
        LeaseEnded();
        _worker.LeasesLost.Add(1, NameTag, new("workers.lease.reason", Word(reason)));
    }

    private static string Word(JobCancelReason reason) =>
        reason switch
        {
            JobCancelReason.TaskLost => "task",
            JobCancelReason.MessageLost => "message",
            _ => "superseded",
        };

    public void ResultSent(ResultOutcome outcome) => _tally.ResultSent(outcome);

    /// <summary>A job met a record that another attempt of it had left.</summary>
    public void MetRecord(string result) => _worker.Records.Add(1, NameTag, new("workers.idempotency.result", result));

    /// <summary>A payload was read or written in the place of a reference.</summary>
    public void PayloadMoved(string operation) => _worker.Payloads.Add(1, NameTag, new("workers.payload.operation", operation));

    /// <summary>One line for the end of the log.</summary>
    public string Summary()
    {
        var polls = _polls.Sum();
        var handedOver = _jobs[(int)JobOutcomeKind.HandedOver];
        return $"{_jobs[(int)JobOutcomeKind.Succeeded]} jobs succeeded, {_jobs[(int)JobOutcomeKind.Failed]} failed, "
            + (handedOver == 0 ? "" : $"{handedOver} handed over, ")
            + $"{_jobs[(int)JobOutcomeKind.Released]} returned, {_jobs[(int)JobOutcomeKind.Lost]} lost their lease; "
            + $"{polls} polls, {_polls[(int)PollResult.Empty]} empty, {_polls[(int)PollResult.Failed]} failed";
    }

    public static string Word(PollResult result) =>
        result switch
        {
            PollResult.Received => "received",
            PollResult.Empty => "empty",
            _ => "failed",
        };

    private static string Word(JobOutcomeKind outcome) =>
        outcome switch
        {
            JobOutcomeKind.Succeeded => "succeeded",
            JobOutcomeKind.Failed => "failed",
            JobOutcomeKind.Released => "released",
            JobOutcomeKind.HandedOver => "handed_over",
            _ => "lost",
        };
}
