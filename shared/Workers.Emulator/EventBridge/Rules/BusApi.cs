using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge.Rules;

/// <summary>CreateEventBus, DescribeEventBus, ListEventBuses, UpdateEventBus, DeleteEventBus, and the tags of buses and rules.</summary>
internal sealed class BusApi(BusStore buses, TimeProvider clock)
{
    private const int LongestName = 256;
    private const int LongestArn = 1_600;

    // Kept and answered, so that Terraform sees what it set.
    private static readonly string[] WithoutEffect = ["KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"];

    public void AddTo(EventBridgeOperations operations)
    {
        operations.Add("CreateEventBus", Create);
        operations.Add("DescribeEventBus", Describe);
        operations.Add("ListEventBuses", List);
        operations.Add("UpdateEventBus", Update);
        operations.Add("DeleteEventBus", Delete);
        operations.Add("TagResource", (request, _) => TagsOf(request).Add(request));
        operations.Add("UntagResource", (request, _) => TagsOf(request).Remove(request.Texts("TagKeys")));
        operations.Add("ListTagsForResource", (request, response) => TagsOf(request).WriteTo(response));
    }

    private void Create(JsonElement request, Utf8JsonWriter response)
    {
        var name = request.Required("Name", LongestName);
        if (name.Contains('/', StringComparison.Ordinal))
        {
            throw EventBridgeErrors.Validation("Event bus name must not contain '/'.");
        }

        if (!EventBridgeRequest.IsName(name))
        {
            throw EventBridgeErrors.Constraint("name", name, @"Member must satisfy regular expression pattern: [/\.\-_A-Za-z0-9]+");
        }

        var description = request.Limited("Description", 512);
        var tags = EventBridgeTags.Rules.ReadAll(request);
        var bus = buses.Create(name);
        bus.Description = description;
        bus.Kept = KeptOf(request);
        bus.Tags.Add(tags);
        response.WriteString("EventBusArn"u8, bus.Arn);
        WriteSettings(bus, response);
    }

    private void Describe(JsonElement request, Utf8JsonWriter response)
    {
        var bus = buses.Of(request, "Name");
        Write(bus, response);
        foreach (var (name, value) in bus.Kept)
        {
            response.WritePropertyName(name);
            value.WriteTo(response);
        }
    }

    private void List(JsonElement request, Utf8JsonWriter response)
    {
        var prefix = request.Limited("NamePrefix", LongestName, 1) ?? "";
        var found = buses.All.Where(bus => bus.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        request.WritePage(
            response,
            "EventBuses",
            found,
            static (writer, bus) =>
            {
                writer.WriteStartObject();
                Write(bus, writer);
                writer.WriteEndObject();
            }
        );
    }

    private void Update(JsonElement request, Utf8JsonWriter response)
    {
        var bus = buses.Of(request, "Name");
        bus.Description = request.Limited("Description", 512);
        bus.Kept = KeptOf(request);
        bus.Modified = clock.GetUtcNow();
        response.WriteString("Arn"u8, bus.Arn);
        response.WriteString("Name"u8, bus.Name);
        WriteSettings(bus, response);
    }

    private void Delete(JsonElement request, Utf8JsonWriter response)
    {
        var name = request.Required("Name", LongestName);
        if (name == EventBus.DefaultName)
        {
            throw EventBridgeErrors.Validation("Cannot delete event bus default.");
        }

        buses.Delete(name);
    }

    private TagSet TagsOf(JsonElement request) => buses.TagsOf(request.Required("ResourceARN", LongestArn));

    private static List<(string, JsonElement)> KeptOf(JsonElement request) =>
        [.. WithoutEffect.Where(name => request.Member(name) is not null).Select(name => (name, request.GetProperty(name).Clone()))];

    private static void Write(EventBus bus, Utf8JsonWriter writer)
    {
        writer.WriteString("Name"u8, bus.Name);
        writer.WriteString("Arn"u8, bus.Arn);
        writer.WriteIfGiven("Description", bus.Description);
        writer.WriteNumber("CreationTime"u8, bus.Created.ToUnixTimeMilliseconds() / 1000m);
        writer.WriteNumber("LastModifiedTime"u8, bus.Modified.ToUnixTimeMilliseconds() / 1000m);
    }

    private static void WriteSettings(EventBus bus, Utf8JsonWriter writer)
    {
        writer.WriteIfGiven("Description", bus.Description);
        foreach (var (name, value) in bus.Kept)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
