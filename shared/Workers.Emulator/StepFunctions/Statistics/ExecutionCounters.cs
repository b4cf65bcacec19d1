using System.Text.Json;
using Workers.Emulator.Statistics;

namespace Workers.Emulator.StepFunctions;

/// <summary>How the executions of one state machine ended.</summary>
internal sealed class ExecutionCounters
{
    private static readonly string[] Statuses = Enum.GetNames<ExecutionStatus>();

    private readonly Counter[] _byStatus = [.. Statuses.Select(_ => new Counter())];
    private readonly DurationHistogram _duration = new();

    public void CountStart() => _byStatus[(int)ExecutionStatus.RUNNING].Increment();

    public void CountEnd(ExecutionStatus status, TimeSpan duration)
    {
        _byStatus[(int)ExecutionStatus.RUNNING].Add(-1);
        _byStatus[(int)status].Increment();
        _duration.Record(duration);
    }

    public void WriteTo(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        for (var i = 0; i < Statuses.Length; i++)
        {
            writer.WriteNumber(Statuses[i], _byStatus[i].Value);
        }

        _duration.WriteTo(writer, "durationMs");
        writer.WriteEndObject();
    }
}
