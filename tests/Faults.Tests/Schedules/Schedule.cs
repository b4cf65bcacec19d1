using System.Globalization;

namespace Faults.Tests.Schedules;

internal enum Pattern
{
    Activity,
    Queue,
}

/// <summary>How bad the day is. The milder it is, the more is promised.</summary>
internal enum Mood
{
    /// <summary>Nothing happens.</summary>
    Calm,

    /// <summary>Requests fail before their effect, and answers of calls (not of polls) are lost after it: no reason to run a job again.</summary>
    Gentle,

    /// <summary>Workers stop in good order and come back: no reason for a timeout.</summary>
    Stops,

    /// <summary>
    /// Workers stop in good order while requests fail before their effect, though not in the last part of a stop, when what is left has to be given back:
    /// still no reason for a timeout.
    /// </summary>
    Deployments,

    /// <summary>All of it at once, with crashes, partitions, freezes, second deliveries and lost answers of polls.</summary>
    Rough,
}

/// <summary>What a job's handler does.</summary>
internal enum Script
{
    Succeeds,

    /// <summary>Throws an exception in attempt 0, and then succeeds.</summary>
    ThrowsFirst,

    /// <summary>Fails by name in each attempt.</summary>
    Fails,
}

/// <summary>What a job's handler makes of being told to end.</summary>
internal enum Manner
{
    /// <summary>It goes on until its token is cancelled.</summary>
    Heeds,

    /// <summary>It gives up as soon as it hears of the stop.</summary>
    WindsDown,

    /// <summary>It hears nothing: it hangs until its time is over.</summary>
    Hangs,
}

internal enum Act
{
    Start,
    Crash,
    Stop,
    StartWorker,
    Partition,
    Reconnect,

    /// <summary>The worker's process stands still for a while, as by SIGSTOP and SIGCONT.</summary>
    Freeze,
    Redeliver,
    Duplicate,
}

internal sealed record JobScript(Script Script, TimeSpan Duration, Manner Manner);

/// <summary>Something that happens: to a job (<see cref="Act.Start"/>), a worker or the queue.</summary>
/// <param name="At">When.</param>
/// <param name="Act">What.</param>
/// <param name="Number">The job, or the worker's place.</param>
/// <param name="Length">How long it lasts, where nothing else ends it.</param>
internal sealed record Happening(TimeSpan At, Act Act, int Number, TimeSpan Length = default);

/// <summary>The settings of the day: the leases of its jobs, and what its workers are given.</summary>
internal sealed record Terms
{
    public required TimeSpan Heartbeat { get; init; }

    public required TimeSpan Visibility { get; init; }

    public required int MaxReceiveCount { get; init; }

    public required bool IsIdempotent { get; init; }

    public required TimeSpan StopBudget { get; init; }
}

/// <summary>All that happens in one run, drawn from its seed.</summary>
internal sealed record Schedule(
    int Seed,
    Pattern Pattern,
    Mood Mood,
    IReadOnlyList<JobScript> Jobs,
    int Workers,
    int Slots,
    IReadOnlyList<Happening> Happenings,
    IReadOnlyList<FaultWindow> Faults,
    Terms Terms
)
{
    /// <summary>Whether SQS moves a message away after some receives; otherwise it never comes to that.</summary>
    public bool HasFewReceives => Pattern is Pattern.Queue && Terms.MaxReceiveCount < ScheduleDrawing.EnoughReceives;

    public override string ToString()
    {
        var jobs = Jobs.Select((job, index) => $"  job {index}: {job.Script} after {Text(job.Duration)}, {job.Manner}");
        var happenings = Happenings
            .OrderBy(happening => happening.At)
            .Select(it => $"  {Text(it.At)} {it.Act} {it.Number} {(it.Length > TimeSpan.Zero ? Text(it.Length) : "")}");
        var faults = Faults.Select(it => $"  {Text(it.From)} to {Text(it.To)} {it.Kind} on {it.Percent} % of {it.Target}");
        return $"seed {Seed}: {Mood} {Pattern}, {Workers} workers with {Slots} slots, {Terms}\n"
            + string.Join('\n', [.. jobs, .. happenings, .. faults]);
    }

    public static string Text(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
