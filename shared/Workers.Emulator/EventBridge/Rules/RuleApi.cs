using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Workers.Emulator.EventBridge.Patterns;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge.Rules;

/// <summary>PutRule, DescribeRule, ListRules, ListRuleNamesByTarget, EnableRule, DisableRule, DeleteRule and TestEventPattern.</summary>
internal sealed partial class RuleApi(EmulatorContext context, BusStore buses)
{
    private static readonly string[] States =
    [
        RuleSettings.Enabled,
        RuleSettings.Disabled,
        "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
    ];

    private static readonly string[] EventMembers = ["id", "account", "source", "time", "region", "resources", "detail-type"];

    private readonly ILogger _logger = context.LoggerFactory.CreateLogger<RuleApi>();

    public void AddTo(EventBridgeOperations operations)
    {
        operations.Add("PutRule", Put);
        operations.Add("DescribeRule", Describe);
        operations.Add("ListRules", List);
        operations.Add("ListRuleNamesByTarget", ListNamesByTarget);
        operations.Add("EnableRule", (request, _) => Switch(request, RuleSettings.Enabled));
        operations.Add("DisableRule", (request, _) => Switch(request, RuleSettings.Disabled));
        operations.Add("DeleteRule", (request, _) => buses.Of(request).Delete(request.RequiredName("Name")));
        operations.Add("TestEventPattern", Test);
    }

    private void Put(JsonElement request, Utf8JsonWriter response)
    {
        var name = request.RequiredName("Name");
        var pattern = request.Limited("EventPattern", EventBridgeLimits.PatternCharacters);
        var schedule = request.Limited("ScheduleExpression", 256);
        var state = request.Text("State") ?? RuleSettings.Enabled;
        if (!States.Contains(state, StringComparer.Ordinal))
        {
            throw EventBridgeErrors.Constraint("state", state, $"Member must satisfy enum value set: [{string.Join(", ", States)}]");
        }

        if (string.IsNullOrEmpty(pattern) && string.IsNullOrEmpty(schedule))
        {
            throw EventBridgeErrors.Validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        }

        var bus = buses.Of(request);
        CheckSchedule(schedule, bus);
        var settings = new RuleSettings
        {
            PatternText = string.IsNullOrEmpty(pattern) ? null : pattern,
            Pattern = string.IsNullOrEmpty(pattern) ? null : EventPattern.Parse(pattern),
            Schedule = string.IsNullOrEmpty(schedule) ? null : schedule,
            State = state,
            Description = request.Limited("Description", 512),
            RoleArn = request.Limited("RoleArn", 1_600, 1),
        };
        var tags = EventBridgeTags.Rules.ReadAll(request);
        var rule = bus.Put(name, buses.RuleArn(bus, name), settings);
        rule.Tags.Add(tags);
        if (settings.Schedule is not null)
        {
            LogSchedule(name, settings.Schedule);
        }

        response.WriteString("RuleArn"u8, rule.Arn);
    }

    private void Describe(JsonElement request, Utf8JsonWriter response)
    {
        Write(buses.Of(request).Get(request.RequiredName("Name")), response);
        response.WriteString("CreatedBy"u8, context.AccountId);
    }

    private void List(JsonElement request, Utf8JsonWriter response)
    {
        var prefix = request.Limited("NamePrefix", 64, 1) ?? "";
        var found = buses.Of(request).Rules.Where(rule => rule.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        request.WritePage(
            response,
            "Rules",
            found,
            static (writer, rule) =>
            {
                writer.WriteStartObject();
                Write(rule, writer);
                writer.WriteEndObject();
            }
        );
    }

    private void ListNamesByTarget(JsonElement request, Utf8JsonWriter response)
    {
        var arn = request.Required("TargetArn", 1_600);
        var found = buses.Of(request).Rules.Where(rule => rule.Targets.Exists(target => target.Arn == arn)).ToList();
        request.WritePage(response, "RuleNames", found, static (writer, rule) => writer.WriteStringValue(rule.Name));
    }

    private void Switch(JsonElement request, string state)
    {
        var rule = buses.Of(request).Get(request.RequiredName("Name"));
        rule.Settings = rule.Settings with { State = state };
    }

    private static void Test(JsonElement request, Utf8JsonWriter response)
    {
        var pattern = EventPattern.Parse(request.Required("EventPattern", EventBridgeLimits.PatternCharacters, 0));
        JsonElement given;
        try
        {
            given = JsonElement.Parse(request.Required("Event", int.MaxValue, 0));
        }
        catch (JsonException)
        {
            throw EventBridgeErrors.Validation("Parameter Event is not valid. Reason: it is not JSON.");
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            throw EventBridgeErrors.Validation("Parameter Event is not valid. Reason: it is not a JSON object.");
        }

        if (Array.Find(EventMembers, name => given.Member(name) is null) is { } missing)
        {
            throw EventBridgeErrors.Validation($"Parameter Event is not valid. Reason: it has no '{missing}'.");
        }

        response.WriteBoolean("Result"u8, pattern.Matches(given));
    }

    private static void CheckSchedule(string? schedule, EventBus bus)
    {
        if (string.IsNullOrEmpty(schedule))
        {
            return;
        }

        if (!bus.IsDefault)
        {
            throw EventBridgeErrors.Validation("ScheduleExpression is supported only on the default event bus.");
        }

        if (!Schedule().IsMatch(schedule))
        {
            throw EventBridgeErrors.Validation("Parameter ScheduleExpression is not valid.");
        }
    }

    private static void Write(Rule rule, Utf8JsonWriter writer)
    {
        var settings = rule.Settings;
        writer.WriteString("Name"u8, rule.Name);
        writer.WriteString("Arn"u8, rule.Arn);
        writer.WriteIfGiven("EventPattern", settings.PatternText);
        writer.WriteIfGiven("ScheduleExpression", settings.Schedule);
        writer.WriteString("State"u8, settings.State);
        writer.WriteIfGiven("Description", settings.Description);
        writer.WriteIfGiven("RoleArn", settings.RoleArn);
        writer.WriteString("EventBusName"u8, rule.BusName);
    }

    // One unit is singular, more are plural, as EventBridge wants it; a cron expression has six fields.
    [GeneratedRegex(
        @"^(rate\((1 (minute|hour|day)|(?!0* )(?!1 )\d+ (minutes|hours|days))\)|cron\(\S+( \S+){5}\))$",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Schedule();

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The rule {Rule} will not run by its schedule {Schedule}: the emulator keeps schedules but does not run them"
    )]
    private partial void LogSchedule(string rule, string schedule);
}
