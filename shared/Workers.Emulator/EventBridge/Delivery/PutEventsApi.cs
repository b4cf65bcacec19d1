using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.EventBridge.Rules;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.EventBridge.Delivery;

/// <summary>PutEvents.</summary>
internal sealed partial class PutEventsApi(EmulatorContext context, BusStore buses, TargetDelivery delivery)
{
    private const int LongestTraceHeader = 500;

    // What a time counts in a request's size, given or not: nothing when it is not.
    private const int TimeBytes = 14;

    // Detail is JSON within JSON, so its depth is its own.
    private static readonly JsonDocumentOptions DetailOptions = new() { MaxDepth = 512 };

    private readonly ILogger _logger = context.LoggerFactory.CreateLogger<PutEventsApi>();

    public void AddTo(EventBridgeOperations operations) => operations.Add("PutEvents", PutAsync);

    private async ValueTask PutAsync(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var entries = request.RequiredList("Entries", EventBridgeLimits.EntriesOfRequest);
        if (entries.Sum(Size) > EventBridgeLimits.RequestBytes)
        {
            throw EventBridgeErrors.Validation("Total size of the entries in the request is over the limit.");
        }

        var outcomes = new List<Outcome>();
        foreach (var entry in entries)
        {
            outcomes.Add(await PutAsync(entry));
        }

        response.WriteNumber("FailedEntryCount"u8, outcomes.Count(outcome => outcome.EventId is null));
        response.WriteStartArray("Entries"u8);
        foreach (var outcome in outcomes)
        {
            response.WriteStartObject();
            response.WriteIfGiven("EventId", outcome.EventId);
            response.WriteIfGiven("ErrorCode", outcome.ErrorCode);
            response.WriteIfGiven("ErrorMessage", outcome.ErrorMessage);
            response.WriteEndObject();
        }

        response.WriteEndArray();
    }

    private async ValueTask<Outcome> PutAsync(JsonElement entry)
    {
        if (FindFault(entry) is { } fault)
        {
            return fault;
        }

        if (ReadDetail(entry.Text("Detail")!) is not { } detail)
        {
            return Outcome.Failed("MalformedDetail", "Detail is malformed.");
        }

        var now = context.TimeProvider.GetUtcNow();
        var sent = new SentEvent(
            entry.Text("Source")!,
            entry.Text("DetailType")!,
            detail,
            entry.Texts("Resources"),
            ReadTime(entry) ?? now
        );
        var traceHeader = entry.Limited("TraceHeader", LongestTraceHeader, 1);
        var id = Guid.NewGuid().ToString();
        var busName = entry.Limited("EventBusName", 1_600, 1) ?? EventBus.DefaultName;
        if (buses.Find(busName) is not { } bus)
        {
            // EventBridge accepts it all the same.
            LogNoBus(id, sent.Source, sent.DetailType, busName);
            return Outcome.Succeeded(id);
        }

        var enveloped = sent.Envelop(id, context.AccountId, context.Region);
        foreach (var rule in bus.Rules)
        {
            if (rule.Settings is { State: not RuleSettings.Disabled, Pattern: { } pattern } && pattern.Matches(enveloped))
            {
                await delivery.DeliverAsync(new DeliveredEvent(enveloped, id, now, rule, traceHeader));
            }
        }

        return Outcome.Succeeded(id);
    }

    private static Outcome? FindFault(JsonElement entry)
    {
        foreach (var member in (ReadOnlySpan<string>)["Source", "DetailType", "Detail"])
        {
            if (string.IsNullOrEmpty(entry.Text(member)))
            {
                return Outcome.Failed("InvalidArgument", $"Parameter {member} is not valid. Reason: {member} is a required argument.");
            }
        }

        return entry.Text("Source")!.StartsWith("aws.", StringComparison.Ordinal)
            ? Outcome.Failed("NotAuthorizedForSourceException", "Not authorized for the source.")
            : null;
    }

    private static JsonElement? ReadDetail(string text)
    {
        try
        {
            var detail = JsonElement.Parse(JsonEscapes.ReplaceLoneSurrogates(text), DetailOptions);
            return detail.ValueKind == JsonValueKind.Object ? detail : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Clients send seconds since the epoch; state machines may give a timestamp.
    private static DateTimeOffset? ReadTime(JsonElement entry)
    {
        switch (entry.Member("Time"))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.Number } seconds
                when seconds.TryGetDouble(out var value) && value is >= -62_135_596_800 and < 253_402_300_800:
                return DateTimeOffset.UnixEpoch.AddSeconds(value);
            case { ValueKind: JsonValueKind.String } when Rfc3339.TryParse(entry.Text("Time")!, out var time):
                return time;
            default:
                throw FrameworkErrors.Serialization("Time is neither a number of seconds since the epoch nor a timestamp.");
        }
    }

    private static long Size(JsonElement entry) =>
        (entry.Member("Time") is null ? 0 : TimeBytes)
        + Bytes(entry.Text("Source"))
        + Bytes(entry.Text("DetailType"))
        + Bytes(entry.Text("Detail"))
        + entry.Texts("Resources").Sum(Bytes);

    private static long Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The event {Event} ({Source}, {DetailType}) goes nowhere: there is no event bus {Bus}. EventBridge accepts it all the same"
    )]
    private partial void LogNoBus(string @event, string source, string detailType, string bus);

    /// <summary>What became of an entry.</summary>
    private sealed record Outcome(string? EventId, string? ErrorCode, string? ErrorMessage)
    {
        public static Outcome Succeeded(string eventId) => new(eventId, null, null);

        public static Outcome Failed(string code, string message) => new(null, code, message);
    }
}
