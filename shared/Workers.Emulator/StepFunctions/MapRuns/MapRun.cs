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
    private int _pending;

    public string Arn { get; } = arn;

    public Execution Execution { get; } = execution;

    public StateMachine Machine { get; } = machine;

    public DateTimeOffset Started { get; } = started;

    public DateTimeOffset? Stopped { get; private set; }

    public ExecutionStatus Status { get; private set; } = ExecutionStatus.RUNNING;

    /// <summary>How many children run at a time; 0 when as many as possible.</summary>
    public int MaxConcurrency { get; init; }

    public int ToleratedFailureCount { get; init; }

    public double ToleratedFailurePercentage { get; init; }

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

    /// <summary>Notes how many children there will be.</summary>
    public void Expect(int children) => _pending = children;

    public void Add(Execution child)
    {
        lock (_gate)
        {
            _children.Add(child);
            _pending--;
        }
    }

    public void End(ExecutionStatus status, DateTimeOffset now)
    {
        Status = status;
        Stopped = now;
    }

    /// <summary>Writes what DescribeMapRun tells.</summary>
    public void WriteDescription(Utf8JsonWriter writer)
    {
        writer.WriteString("mapRunArn"u8, Arn);
        writer.WriteString("executionArn"u8, Execution.Arn);
        writer.WriteString("status"u8, Status.ToString());
        WriteTimes(writer);
        writer.WriteNumber("maxConcurrency"u8, MaxConcurrency);
        writer.WriteNumber("toleratedFailurePercentage"u8, ToleratedFailurePercentage);
        writer.WriteNumber("toleratedFailureCount"u8, ToleratedFailureCount);
        WriteCounts(writer, "itemCounts");
        WriteCounts(writer, "executionCounts");
        writer.WriteNumber("redriveCount"u8, 0);
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

    // Each child has one item, or one batch that is counted as one.
    private void WriteCounts(Utf8JsonWriter writer, string name)
    {
        var byStatus = Children.CountBy(child => child.Status).ToDictionary();
        var pending = Math.Max(0, Stopped is null ? _pending : 0);
        writer.WriteStartObject(name);
        writer.WriteNumber("pending"u8, pending);
        writer.WriteNumber("running"u8, byStatus.GetValueOrDefault(ExecutionStatus.RUNNING));
        writer.WriteNumber("succeeded"u8, byStatus.GetValueOrDefault(ExecutionStatus.SUCCEEDED));
        writer.WriteNumber("failed"u8, byStatus.GetValueOrDefault(ExecutionStatus.FAILED));
        writer.WriteNumber("timedOut"u8, byStatus.GetValueOrDefault(ExecutionStatus.TIMED_OUT));
        writer.WriteNumber("aborted"u8, byStatus.GetValueOrDefault(ExecutionStatus.ABORTED));
        writer.WriteNumber("total"u8, byStatus.Values.Sum() + pending);
        writer.WriteNumber("resultsWritten"u8, byStatus.GetValueOrDefault(ExecutionStatus.SUCCEEDED));
        writer.WriteEndObject();
    }
}
