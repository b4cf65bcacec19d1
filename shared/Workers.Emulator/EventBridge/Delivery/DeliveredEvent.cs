using System.Globalization;
using System.Text.Json;
using Workers.Emulator.EventBridge.Rules;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.EventBridge.Delivery;

/// <summary>An event on its way from a rule to a target.</summary>
/// <param name="Event">The event in its envelope.</param>
/// <param name="Id">Its id.</param>
/// <param name="Ingested">When the bus took it.</param>
/// <param name="Rule">The rule that took it.</param>
/// <param name="TraceHeader">The X-Ray header of whoever put it.</param>
internal sealed record DeliveredEvent(JsonElement Event, string Id, DateTimeOffset Ingested, Rule Rule, string? TraceHeader);

/// <summary>An event as its sender gave it.</summary>
internal sealed record SentEvent(string Source, string DetailType, JsonElement Detail, IReadOnlyList<string> Resources, DateTimeOffset Time)
{
    /// <summary>The event as rules and targets see it.</summary>
    public JsonElement Envelop(string id, string account, string region) =>
        Json.Build(
            (Sent: this, id, account, region),
            static (writer, given) =>
            {
                writer.WriteStartObject();
                writer.WriteString("version"u8, "0"u8);
                writer.WriteString("id"u8, given.id);
                writer.WriteString("detail-type"u8, given.Sent.DetailType);
                writer.WriteString("source"u8, given.Sent.Source);
                writer.WriteString("account"u8, given.account);
                writer.WriteString("time"u8, FormatTime(given.Sent.Time));
                writer.WriteString("region"u8, given.region);
                writer.WriteStartArray("resources"u8);
                foreach (var resource in given.Sent.Resources)
                {
                    writer.WriteStringValue(resource);
                }

                writer.WriteEndArray();
                writer.WritePropertyName("detail"u8);
                given.Sent.Detail.WriteTo(writer);
                writer.WriteEndObject();
            }
        );

    public static string FormatTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
