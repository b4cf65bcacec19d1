using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>The optimized integration <c>events:putEvents</c>.</summary>
internal sealed class EventBridgePutEvents(EmulatorContext context) : ITaskIntegration
{
    public const string FailedEntry = "EventBridge.FailedEntry";

    public async ValueTask<IntegrationAnswer> CallAsync(IntegrationCall call)
    {
        JsonElement answer;
        try
        {
            answer = await context.InvokeAsync("AWSEvents", "PutEvents", Request(call), CancellationToken.None);
        }
        catch (AwsErrorException error)
        {
            throw new IntegrationException(
                "EventBridge.AmazonEventBridgeException",
                $"{error.Message} (Service: AmazonEventBridge; Status Code: {error.StatusCode}; Error Code: {error.Code}; "
                    + $"Request ID: {Guid.NewGuid()}; Proxy: null)"
            );
        }

        if (answer.GetProperty("FailedEntryCount").GetInt32() > 0)
        {
            throw new IntegrationException(FailedEntry, Json.ToText(Answer(answer, withMetadata: false)));
        }

        return new IntegrationAnswer(Answer(answer, withMetadata: true));
    }

    private static JsonElement Request(IntegrationCall call) =>
        Json.Build(
            call,
            static (writer, given) =>
            {
                writer.WriteStartObject();
                foreach (var member in given.Parameters.EnumerateObject())
                {
                    if (member is { Name: "Entries", Value.ValueKind: JsonValueKind.Array })
                    {
                        writer.WriteStartArray(member.Name);
                        foreach (var entry in member.Value.EnumerateArray())
                        {
                            WriteEntry(writer, entry, given);
                        }

                        writer.WriteEndArray();
                    }
                    else
                    {
                        member.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
            }
        );

    private static void WriteEntry(Utf8JsonWriter writer, JsonElement entry, IntegrationCall call)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            entry.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in entry.EnumerateObject())
        {
            switch (member.Name)
            {
                case "Detail" when member.Value.ValueKind != JsonValueKind.Null:
                    writer.WriteString(member.Name, member.Value.ToPlainText());
                    break;
                case "Resources":
                    break;
                default:
                    member.WriteTo(writer);
                    break;
            }
        }

        // Whoever gets the event can tell where it comes from.
        writer.WriteStartArray("Resources"u8);
        foreach (var resource in entry.Elements("Resources"))
        {
            resource.WriteTo(writer);
        }

        writer.WriteStringValue(call.ExecutionArn);
        writer.WriteStringValue(call.StateMachineArn);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static JsonElement Answer(JsonElement answer, bool withMetadata) =>
        Json.Build(
            (answer, withMetadata),
            static (writer, given) =>
            {
                writer.WriteStartObject();
                writer.WritePropertyName("Entries"u8);
                given.answer.GetProperty("Entries").WriteTo(writer);
                writer.WritePropertyName("FailedEntryCount"u8);
                given.answer.GetProperty("FailedEntryCount").WriteTo(writer);
                if (given.withMetadata)
                {
                    SdkMetadata.Write(writer);
                }

                writer.WriteEndObject();
            }
        );
}
