using System.Buffers;
using System.Globalization;
using System.Text.Json;
using DispatchWorker.Vault;

namespace DispatchWorker.Processors;

/// <summary>Writes what a processor gets: <c>{"dispatch": {…}, "input": …}</c>. The task token is not in it.</summary>
internal static class HandoverMessage
{
    /// <summary>Writes it. The same hand-over gives the same bytes, however often it is sent.</summary>
    public static ReadOnlyMemory<byte> Write(Handover handover, ReadOnlyMemory<byte> input, string publicUrl)
    {
        var buffer = new ArrayBufferWriter<byte>(input.Length + 1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("dispatch"u8);
            writer.WriteString("id"u8, handover.Id);
            writer.WriteString("activity"u8, handover.Activity);
            writer.WriteString("callbackUrl"u8, $"{publicUrl}/callbacks/{handover.Id}");
            writer.WriteString(
                "deadline"u8,
                handover.Deadline.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            );
            writer.WriteNumber("attempt"u8, handover.Attempt);
            WriteIfKnown(writer, "execution", handover.Execution);
            WriteIfKnown(writer, "state", handover.State);
            WriteIfKnown(writer, "traceparent", handover.TraceParent);
            writer.WriteEndObject();
            writer.WritePropertyName("input"u8);

            // It was read as JSON when the task was taken.
            writer.WriteRawValue(input.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteIfKnown(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
