using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>One run of a distributed Map state: its child executions, and how many of what have come of them.</summary>
/// <param name="arn">The run's own ARN.</param>
/// <param name="execution">The execution whose state it is.</param>
/// <param name="machine">What its child executions are executions of.</param>
/// <param name="started">When it began.</param>
internal sealed class MapRun(string arn, Execution execution, StateMachine machine, DateTimeOffset started)
{
    private readonly Lock _gate = new();
    private readonly List<Execution> _children = [];
    private MapRunEntry[] _entries = [];

    public string Arn { get; } = arn;

    public Execution Execution { get; } = execution;

    public StateMachine Machine { get; } = machine;

    public DateTimeOffset Started { get; } = started;

    public DateTimeOffset? Stopped { get; private set; }

    public ExecutionStatus Status { get; private set; } = ExecutionStatus.RUNNING;

    public int RedriveCount { get; private set; }

    public DateTimeOffset? Redriven { get; private set; }

    /// <summary>What of the run may change while it runs.</summary>
    public required MapRunSettings Settings { get; set; }

    /// <summary>Runs within the execution's loop when the settings have changed; null when nothing runs.</summary>
    public Action? OnChanged { get; set; }

    /// <summary>What children there are to be, in the order of the items.</summary>
    public IReadOnlyList<MapRunEntry> Entries => Volatile.Read(ref _entries);

    /// <summary>The child executions, the newest first.</summary>
    public IReadOnlyList<Execution> Children
    {
        get
        {
            lock (_gate)
            {
                return [.. _children.AsEnumerable().Reverse()];
            }
        }
    }

    /// <summary>Notes what children there will be.</summary>
    public void Expect(IEnumerable<MapRunEntry> entries) => Volatile.Write(ref _entries, [.. entries]);

    /// <summary>Notes that a child execution has begun.</summary>
    public void NoteStart(MapRunEntry entry, Execution child)
    {
        var isNew = !ReferenceEquals(entry.Child, child);
        entry.Child = child;
        entry.AwaitsRedrive = false;
        if (isNew)
        {
            lock (_gate)
            {
                _children.Add(child);
            }
        }
    }

    public void End(ExecutionStatus status, DateTimeOffset now)
    {
        Status = status;
        Stopped = now;
        OnChanged = null;
    }

    /// <summary>Begins again with the children that have not succeeded.</summary>
    public void Redrive(DateTimeOffset now)
    {
        RedriveCount++;
        Redriven = now;
        Status = ExecutionStatus.RUNNING;
        Stopped = null;
    }

    /// <summary>Writes what DescribeMapRun tells.</summary>
    public void WriteDescription(Utf8JsonWriter writer)
    {
        writer.WriteString("mapRunArn"u8, Arn);
        writer.WriteString("executionArn"u8, Execution.Arn);
        writer.WriteString("status"u8, Status.ToString());
        WriteTimes(writer);
        var settings = Settings;
        writer.WriteNumber("maxConcurrency"u8, settings.MaxConcurrency);
        writer.WriteNumber("toleratedFailurePercentage"u8, settings.ToleratedFailurePercentage);
        writer.WriteNumber("toleratedFailureCount"u8, settings.ToleratedFailureCount);
        var entries = Entries;
        MapRunCounts.Of(entries, static entry => entry.Items).WriteTo(writer, "itemCounts");
        MapRunCounts.Of(entries, static _ => 1).WriteTo(writer, "executionCounts");
        writer.WriteNumber("redriveCount"u8, RedriveCount);
        if (Redriven is { } redriven && !Machine.IsExpress)
        {
            writer.WriteInstant("redriveDate", redriven);
        }
    }

    /// <summary>Writes one entry of ListMapRuns.</summary>
    public void WriteSummary(Utf8JsonWriter writer)
    {
        writer.WriteString("executionArn"u8, Execution.Arn);
        writer.WriteString("mapRunArn"u8, Arn);
        writer.WriteString("stateMachineArn"u8, Machine.Arn);
        WriteTimes(writer);
    }

    private void WriteTimes(Utf8JsonWriter writer)
    {
        writer.WriteInstant("startDate", Started);
        if (Stopped is { } stopped)
        {
            writer.WriteInstant("stopDate", stopped);
        }
    }
}

/// <summary>What UpdateMapRun may change.</summary>
/// <param name="MaxConcurrency">How many children run at a time; 0 when as many as possible.</param>
/// <param name="ToleratedFailureCount">How many items may fail.</param>
/// <param name="ToleratedFailurePercentage">What share of the items may fail, in percent.</param>
internal sealed record MapRunSettings(int MaxConcurrency, long ToleratedFailureCount, double ToleratedFailurePercentage);
