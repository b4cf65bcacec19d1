using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.EventBridge.Rules;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge.Delivery;

/// <summary>PutTargets, ListTargetsByRule and RemoveTargets.</summary>
internal sealed partial class TargetApi(EmulatorContext context, BusStore buses)
{
    private readonly ILogger _logger = context.LoggerFactory.CreateLogger<TargetApi>();

    public void AddTo(EventBridgeOperations operations)
    {
        operations.Add("PutTargets", Put);
        operations.Add("ListTargetsByRule", List);
        operations.Add("RemoveTargets", Remove);
    }

    private void Put(JsonElement request, Utf8JsonWriter response)
    {
        var given = request.RequiredList("Targets", EventBridgeLimits.TargetsOfRequest);
        var bus = buses.Of(request);
        var targets = given.ConvertAll(Target.Read);
        foreach (var target in targets)
        {
            Check(target);
        }

        var rule = bus.Get(request.RequiredName("Rule"));
        lock (bus.Gate)
        {
            var all = rule.Targets;
            foreach (var target in targets)
            {
                var place = all.FindIndex(existing => existing.Id == target.Id);
                all = place < 0 ? all.Add(target) : all.SetItem(place, target);
            }

            if (all.Count > EventBridgeLimits.TargetsOfRule)
            {
                throw EventBridgeErrors.LimitExceeded();
            }

            rule.Targets = all;
        }

        foreach (var target in targets.Where(target => !TargetDelivery.CanReach(target.Arn)))
        {
            LogUnreachable(rule.Name, target.Id, target.Arn);
        }

        WriteNoFailures(response);
    }

    private void List(JsonElement request, Utf8JsonWriter response)
    {
        var rule = buses.Of(request).Get(request.RequiredName("Rule"));
        request.WritePage(response, "Targets", rule.Targets, static (writer, target) => target.Given.WriteTo(writer));
    }

    private void Remove(JsonElement request, Utf8JsonWriter response)
    {
        var ids = request.RequiredList("Ids", EventBridgeLimits.TargetsOfRequest).Count > 0 ? request.Texts("Ids") : [];
        var bus = buses.Of(request);
        var rule = bus.Get(request.RequiredName("Rule"));
        lock (bus.Gate)
        {
            rule.Targets = rule.Targets.RemoveAll(target => ids.Contains(target.Id, StringComparer.Ordinal));
        }

        WriteNoFailures(response);
    }

    private static void Check(Target target)
    {
        var parts = target.Arn.Split(':');
        if (parts is not ["arn", not "", not "", _, _, ..] || parts.Length < 6)
        {
            throw EventBridgeErrors.Validation($"Parameter {target.Arn} is not valid. Reason: Provided Arn is not in correct format.");
        }

        if (parts[2] == "sqs")
        {
            var isFifo = target.Arn.EndsWith(".fifo", StringComparison.Ordinal);
            if (isFifo && target.MessageGroupId is null)
            {
                throw EventBridgeErrors.Validation($"Parameter(s) SqsParameters must be specified for target: {target.Id}.");
            }

            if (!isFifo && target.MessageGroupId is not null)
            {
                throw EventBridgeErrors.Validation(
                    $"Parameter(s) MessageGroupId is not valid for target: {target.Id}. Reason: only FIFO queues have message groups."
                );
            }
        }

        if (parts[2] == "states" && target.Given.Text("RoleArn") is null)
        {
            throw EventBridgeErrors.Validation($"RoleArn is required for target {target.Arn}.");
        }
    }

    private static void WriteNoFailures(Utf8JsonWriter response)
    {
        response.WriteNumber("FailedEntryCount"u8, 0);
        response.WriteStartArray("FailedEntries"u8);
        response.WriteEndArray();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The rule {Rule} will not reach its target {Id}, {Arn}: the emulator delivers to SQS queues and Step Functions state machines"
    )]
    private partial void LogUnreachable(string rule, string id, string arn);
}
