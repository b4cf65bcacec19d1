using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>One event of a history. Its id is its place in the history.</summary>
internal class HistoryEvent
{
    private static readonly string[] TypeNames = Enum.GetNames<HistoryEventType>();

    public required HistoryEventType Type { get; init; }

    /// <summary>The event that led to this one; 0 when there is none.</summary>
    public int PreviousEventId { get; set; }

    public DateTimeOffset Timestamp { get; set; }

    public void WriteTo(Utf8JsonWriter writer, int id, bool includeData)
    {
        writer.WriteStartObject();
        writer.WriteInstant("timestamp", Timestamp);
        writer.WriteString("type"u8, TypeNames[(int)Type]);
        writer.WriteNumber("id"u8, id);
        writer.WriteNumber("previousEventId"u8, PreviousEventId);
        WriteDetails(writer, includeData);
        writer.WriteEndObject();
    }

    protected virtual void WriteDetails(Utf8JsonWriter writer, bool includeData) { }

    /// <summary>Opens the object that holds the details of an event of this type.</summary>
    protected void StartDetails(Utf8JsonWriter writer)
    {
        var name = TypeNames[(int)Type];
        writer.WriteStartObject($"{char.ToLowerInvariant(name[0])}{name.AsSpan(1)}EventDetails");
    }

    /// <summary>Writes a payload and that it is complete.</summary>
    protected static void WriteData(Utf8JsonWriter writer, string name, byte[] data, bool includeData)
    {
        if (includeData)
        {
            writer.WriteString(name, data);
            writer.WriteStartObject($"{name}Details");
            writer.WriteBoolean("truncated"u8, false);
            writer.WriteEndObject();
        }
    }

    protected static void WriteIfGiven(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    protected static void WriteIfGiven(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
