using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>The statuses of an execution, spelled as the API spells them.</summary>
internal enum ExecutionStatus
{
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED,
}

/// <summary>How an execution ended.</summary>
internal sealed record ExecutionEnd(ExecutionStatus Status, DateTimeOffset Stopped, byte[]? Output, string? Error, string? Cause);

/// <summary>One execution of a state machine: what is known of it from outside.</summary>
internal sealed class Execution(
    StateMachine machine,
    string name,
    string arn,
    byte[] input,
    DateTimeOffset started,
    TimeProvider timeProvider
)
{
    // How long a client token makes a second request for a redrive the same as the first.
    private static readonly TimeSpan RedriveTokenLifetime = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private ExecutionEnd? _end;
    private string? _redriveToken;
    private List<Action<Execution>>? _observers;

    public StateMachine Machine { get; } = machine;

    /// <summary>What it runs, whatever becomes of the state machine meanwhile.</summary>
    public StateMachineRevision Revision { get; init; } = machine.Revision;

    /// <summary>The version that it runs, if it was started by one or by an alias.</summary>
    public string? VersionArn { get; init; }

    /// <summary>The alias that it was started by, if any.</summary>
    public string? AliasArn { get; init; }

    public string Name { get; } = name;

    public string Arn { get; } = arn;

    /// <summary>The input's text, as it was given.</summary>
    public byte[] Input { get; } = input;

    public DateTimeOffset Started { get; } = started;

    /// <summary>The map run whose child it is; null when it is none.</summary>
    public MapRun? MapRun { get; init; }

    /// <summary>How many items of its map run it stands for.</summary>
    public int ItemCount { get; init; }

    public int RedriveCount { get; private set; }

    /// <summary>When it was last redriven; null when it never was.</summary>
    public DateTimeOffset? Redriven { get; private set; }

    /// <summary>Where a redrive goes on; null when that is the start.</summary>
    public RedrivePoint? RedrivePoint { get; set; }

    public string? TraceHeader { get; init; }

    public TimeProvider TimeProvider { get; } = timeProvider;

    public ExecutionHistory History { get; } = new(timeProvider);

    public ExecutionLoop Loop { get; } = new();

    /// <summary>Its place among its machine's executions.</summary>
    public LinkedListNode<Execution>? Place { get; set; }

    /// <summary>What runs it; null once it is closed.</summary>
    public Interpreter? Interpreter { get; set; }

    /// <summary>How it ended; null while it runs.</summary>
    public ExecutionEnd? End => Volatile.Read(ref _end);

    public ExecutionStatus Status => End?.Status ?? ExecutionStatus.RUNNING;

    /// <summary>Calls back once, when the execution has ended: at once if it has already.</summary>
    public void WhenEnded(Action<Execution> observer)
    {
        lock (_gate)
        {
            if (_end is null)
            {
                (_observers ??= []).Add(observer);
                return;
            }
        }

        observer(this);
    }

    /// <summary>Whether the last redrive was asked for by this client token, a short while ago.</summary>
    public bool IsRedriveOf(string clientToken) =>
        _redriveToken == clientToken && TimeProvider.GetUtcNow() - Redriven < RedriveTokenLifetime;

    /// <summary>Opens a closed execution again.</summary>
    public void Reopen(DateTimeOffset now, string? clientToken)
    {
        lock (_gate)
        {
            RedriveCount++;
            Redriven = now;
            _redriveToken = clientToken;
            Volatile.Write(ref _end, null);
        }
    }

    public void Close(ExecutionEnd end)
    {
        List<Action<Execution>>? observers;
        lock (_gate)
        {
            Volatile.Write(ref _end, end);
            observers = _observers;
            _observers = null;
        }

        Interpreter = null;
        History.Trim();
        foreach (var observer in observers ?? [])
        {
            observer(this);
        }
    }

    /// <summary>Writes what DescribeExecution tells, in the names of the API.</summary>
    public void WriteDescription(Utf8JsonWriter writer, bool includeData)
    {
        var end = End;
        WriteResult(writer, end, includeData);
        WriteRedrives(writer);
        var (status, reason) = RedriveRules.Describe(this);
        writer.WriteString("redriveStatus"u8, status);
        if (reason is not null)
        {
            writer.WriteString("redriveStatusReason"u8, reason);
        }
    }

    /// <summary>Writes what StartSyncExecution answers.</summary>
    public void WriteSyncResult(Utf8JsonWriter writer, bool includeData)
    {
        var end = End!;
        WriteResult(writer, end, includeData);

        // Express executions are billed by 64 MB and by 100 ms.
        var duration = (long)Math.Ceiling((end.Stopped - Started).TotalMilliseconds / 100) * 100;
        writer.WriteStartObject("billingDetails"u8);
        writer.WriteNumber("billedMemoryUsedInMB"u8, 64);
        writer.WriteNumber("billedDurationInMilliseconds"u8, Math.Max(100, duration));
        writer.WriteEndObject();
    }

    private void WriteResult(Utf8JsonWriter writer, ExecutionEnd? end, bool includeData)
    {
        writer.WriteString("executionArn"u8, Arn);
        WriteMachine(writer);
        writer.WriteString("name"u8, Name);
        WriteStatus(writer, end);
        if (includeData)
        {
            writer.WriteString("input"u8, Input);
        }

        WriteIncluded(writer, "inputDetails", includeData);
        if (end?.Output is { } output)
        {
            if (includeData)
            {
                writer.WriteString("output"u8, output);
            }

            WriteIncluded(writer, "outputDetails", includeData);
        }

        if (end?.Error is not null)
        {
            writer.WriteString("error"u8, end.Error);
        }

        if (end?.Cause is not null)
        {
            writer.WriteString("cause"u8, end.Cause);
        }

        if (TraceHeader is not null)
        {
            writer.WriteString("traceHeader"u8, TraceHeader);
        }
    }

    /// <summary>Writes one entry of ListExecutions.</summary>
    public void WriteSummary(Utf8JsonWriter writer)
    {
        writer.WriteString("executionArn"u8, Arn);
        WriteMachine(writer);
        writer.WriteString("name"u8, Name);
        WriteStatus(writer, End);
        if (MapRun is not null)
        {
            writer.WriteNumber("itemCount"u8, ItemCount);
        }

        WriteRedrives(writer);
    }

    private void WriteRedrives(Utf8JsonWriter writer)
    {
        if (MapRun is not null)
        {
            writer.WriteString("mapRunArn"u8, MapRun.Arn);
        }

        writer.WriteNumber("redriveCount"u8, RedriveCount);
        if (Redriven is { } redriven)
        {
            writer.WriteInstant("redriveDate", redriven);
        }
    }

    private void WriteMachine(Utf8JsonWriter writer)
    {
        writer.WriteString("stateMachineArn"u8, Machine.Arn);
        if (VersionArn is not null)
        {
            writer.WriteString("stateMachineVersionArn"u8, VersionArn);
        }

        if (AliasArn is not null)
        {
            writer.WriteString("stateMachineAliasArn"u8, AliasArn);
        }
    }

    private void WriteStatus(Utf8JsonWriter writer, ExecutionEnd? end)
    {
        writer.WriteString("status"u8, (end?.Status ?? ExecutionStatus.RUNNING).ToString());
        writer.WriteInstant("startDate", Started);
        if (end is not null)
        {
            writer.WriteInstant("stopDate", end.Stopped);
        }
    }

    private static void WriteIncluded(Utf8JsonWriter writer, string name, bool isIncluded)
    {
        writer.WriteStartObject(name);
        writer.WriteBoolean("included"u8, isIncluded);
        writer.WriteEndObject();
    }
}
