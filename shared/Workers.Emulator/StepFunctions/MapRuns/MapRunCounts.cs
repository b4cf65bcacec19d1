using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>How many children, or items, of a map run are in which status.</summary>
internal sealed class MapRunCounts
{
    private readonly int[] _byStatus = new int[Enum.GetValues<ExecutionStatus>().Length];
    private int _pending;
    private int _pendingRedrive;
    private int _notRedrivable;

    /// <summary>Counts.</summary>
    /// <param name="entries">The run's entries.</param>
    /// <param name="weight">What each of them counts.</param>
    public static MapRunCounts Of(IReadOnlyList<MapRunEntry> entries, Func<MapRunEntry, int> weight)
    {
        var counts = new MapRunCounts();
        foreach (var entry in entries)
        {
            if (entry.Child is not { } child)
            {
                counts._pending += weight(entry);
                continue;
            }

            counts._byStatus[(int)child.Status] += weight(entry);
            counts._pendingRedrive += entry.AwaitsRedrive ? weight(entry) : 0;
            counts._notRedrivable += child.End is not null && RedriveRules.IsFinal(child) ? weight(entry) : 0;
        }

        return counts;
    }

    public void WriteTo(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("pending"u8, _pending);
        writer.WriteNumber("running"u8, this[ExecutionStatus.RUNNING]);
        writer.WriteNumber("succeeded"u8, this[ExecutionStatus.SUCCEEDED]);
        writer.WriteNumber("failed"u8, this[ExecutionStatus.FAILED]);
        writer.WriteNumber("timedOut"u8, this[ExecutionStatus.TIMED_OUT]);
        writer.WriteNumber("aborted"u8, this[ExecutionStatus.ABORTED]);
        writer.WriteNumber("total"u8, _pending + _byStatus.Sum());
        writer.WriteNumber("resultsWritten"u8, this[ExecutionStatus.SUCCEEDED]);
        WriteIfAny(writer, "failuresNotRedrivable", _notRedrivable);
        WriteIfAny(writer, "pendingRedrive", _pendingRedrive);
        writer.WriteEndObject();
    }

    private int this[ExecutionStatus status] => _byStatus[(int)status];

    private static void WriteIfAny(Utf8JsonWriter writer, string name, int count)
    {
        if (count > 0)
        {
            writer.WriteNumber(name, count);
        }
    }
}
