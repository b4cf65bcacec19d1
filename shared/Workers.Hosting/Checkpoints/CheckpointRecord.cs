using System.Buffers;
using System.Text.Json;

namespace Workers.Hosting.Checkpoints;

/// <summary>What a checkpoint's record holds: which attempt owns it, and what was saved last, if anything.</summary>
internal readonly record struct CheckpointRecord(string Owner, JsonElement? Value)
{
    public static CheckpointRecord Read(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement;
        return new CheckpointRecord(
            root.GetProperty("owner"u8).GetString()!,
            root.TryGetProperty("value"u8, out var value) ? value.Clone() : null
        );
    }

    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("owner"u8, Owner);
            if (Value is { } value)
            {
                writer.WritePropertyName("value"u8);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
