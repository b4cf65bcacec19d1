using System.Buffers;
using System.Text.Json;

namespace Workers.Hosting.Handlers;

/// <summary>The input as a program or a service outside the worker may see it: never with the task token.</summary>
internal static class RawInput
{
    public static ReadOnlyMemory<byte> Of(JobEnvelope envelope)
    {
        if (!envelope.IsBare || envelope.TaskToken is null)
        {
            return envelope.Input;
        }

        using var document = JsonDocument.Parse(envelope.Input);
        var buffer = new ArrayBufferWriter<byte>(envelope.Input.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject().Where(property => !property.NameEquals("taskToken"u8)))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Trim(this ReadOnlyMemory<byte> json) => json.TrimStart(" \t\r\n"u8).TrimEnd(" \t\r\n"u8);
}
