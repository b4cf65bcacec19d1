using System.Text.Json;
using Workers.Emulator.Statistics;

namespace Workers.Emulator.StepFunctions;

/// <summary>What became of the tasks of one activity, or of one state that waits for a callback.</summary>
/// <param name="id">The place in <see cref="StepFunctionsStatistics"/>; task tokens carry it.</param>
/// <param name="name">The activity's name, or the state machine's and the state's.</param>
/// <param name="isActivity">Whether the tasks wait for a worker to take them.</param>
internal sealed class TaskCounters(int id, string name, bool isActivity)
{
    private readonly DurationHistogram? _scheduledToStarted = isActivity ? new DurationHistogram() : null;

    public int Id { get; } = id;

    public string Name { get; } = name;

    public bool IsActivity { get; } = isActivity;

    public Counter Scheduled { get; } = new();

    public Counter Started { get; } = new();

    public Counter Succeeded { get; } = new();

    public Counter Failed { get; } = new();

    public Counter TimedOut { get; } = new();

    /// <summary>Ended with their execution, their branch or their iteration.</summary>
    public Counter Aborted { get; } = new();

    public Counter DuplicateReports { get; } = new();

    public void CountStart(TimeSpan sinceScheduled)
    {
        Started.Increment();
        _scheduledToStarted?.Record(sinceScheduled);
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Name);
        writer.WriteNumber("scheduled"u8, Scheduled.Value);
        if (IsActivity)
        {
            writer.WriteNumber("started"u8, Started.Value);
        }

        writer.WriteNumber("succeeded"u8, Succeeded.Value);
        writer.WriteNumber("failed"u8, Failed.Value);
        writer.WriteNumber("timedOut"u8, TimedOut.Value);
        writer.WriteNumber("aborted"u8, Aborted.Value);
        writer.WriteNumber("duplicateReports"u8, DuplicateReports.Value);
        _scheduledToStarted?.WriteTo(writer, "scheduledToStartedMs");
        writer.WriteEndObject();
    }
}
