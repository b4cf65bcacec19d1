using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>What optimized integrations add to a service's answer: the facts of the HTTP exchange.</summary>
internal static class SdkMetadata
{
    public static void Write(Utf8JsonWriter writer)
    {
        var requestId = Guid.NewGuid().ToString();
        writer.WriteStartObject("SdkHttpMetadata"u8);
        writer.WriteStartObject("AllHttpHeaders"u8);
        writer.WriteStartArray("x-amzn-RequestId"u8);
        writer.WriteStringValue(requestId);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("HttpHeaders"u8);
        writer.WriteString("x-amzn-RequestId"u8, requestId);
        writer.WriteEndObject();
        writer.WriteNumber("HttpStatusCode"u8, 200);
        writer.WriteEndObject();
        writer.WriteStartObject("SdkResponseMetadata"u8);
        writer.WriteString("RequestId"u8, requestId);
        writer.WriteEndObject();
    }
}
