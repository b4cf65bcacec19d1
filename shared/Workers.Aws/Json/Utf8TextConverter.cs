using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workers.Aws.Json;

/// <summary>
/// Carries a JSON string as UTF-8 bytes, so that a payload goes from the wire to the handler and back without becoming a UTF-16 string.
/// </summary>
internal sealed class Utf8TextConverter : JsonConverter<ReadOnlyMemory<byte>>
{
    public override bool HandleNull => true;

    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.Null)
        {
            return default;
        }

        if (!reader.HasValueSequence && !reader.ValueIsEscaped)
        {
            return reader.ValueSpan.ToArray();
        }

        var escaped = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        var text = new byte[escaped];
        return text.AsMemory(0, reader.CopyString(text));
    }

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Span);
}
