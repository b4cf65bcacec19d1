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

    /// <summary>All of it at once, with crashes, partitions, second deliveries and lost answers of polls.</summary>
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

internal enum Act
{
    Start,
    Crash,
    Stop,
    StartWorker,
    Partition,
    Reconnect,
    Redeliver,
    Duplicate,
}

internal sealed record JobScript(Script Script, TimeSpan Duration);

/// <summary>Something that happens: to a job (<see cref="Act.Start"/>), a worker or the queue.</summary>
internal sealed record Happening(TimeSpan At, Act Act, int Number);

/// <summary>All that happens in one run, drawn from its seed.</summary>
internal sealed record Schedule(
    int Seed,
    Pattern Pattern,
    Mood Mood,
    IReadOnlyList<JobScript> Jobs,
    int Workers,
    int Slots,
    IReadOnlyList<Happening> Happenings,
    IReadOnlyList<FaultWindow> Faults
)
{
    public bool HasSlotsForAll => Workers * Slots >= Jobs.Count;

    public override string ToString()
    {
        var jobs = Jobs.Select((job, index) => $"  job {index}: {job.Script} after {Text(job.Duration)}");
        var happenings = Happenings.OrderBy(happening => happening.At).Select(it => $"  {Text(it.At)} {it.Act} {it.Number}");
        var faults = Faults.Select(it => $"  {Text(it.From)} to {Text(it.To)} {it.Kind} on {it.Percent} % of {it.Target}");
        return $"seed {Seed}: {Mood} {Pattern}, {Workers} workers with {Slots} slots\n"
            + string.Join('\n', [.. jobs, .. happenings, .. faults]);
    }

    public static string Text(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
