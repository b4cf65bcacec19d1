using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>What optimized integrations add to a service's answer: the facts of the HTTP exchange.</summary>
internal static class SdkMetadata
{
    /// <summary>A service's answer with the facts of its exchange.</summary>
    public static JsonElement AddTo(JsonElement answer) =>
        Json.Build(
            answer,
            static (writer, given) =>
            {
                writer.WriteStartObject();
                foreach (var member in given.EnumerateObject())
                {
                    member.WriteTo(writer);
                }

                Write(writer);
                writer.WriteEndObject();
            }
        );

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
