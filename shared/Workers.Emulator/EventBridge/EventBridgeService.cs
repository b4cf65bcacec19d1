using System.Text.Json;
using Workers.Emulator.EventBridge.Delivery;
using Workers.Emulator.EventBridge.Rules;
using Workers.Emulator.Protocol;
using Workers.Emulator.Statistics;

namespace Workers.Emulator.EventBridge;

/// <summary>Amazon EventBridge: buses, rules and their targets. Events are delivered before PutEvents answers.</summary>
internal sealed class EventBridgeService : IAwsService, IStatisticsSource
{
    private readonly BusStore _buses;

    public EventBridgeService(EmulatorContext context)
    {
        _buses = new BusStore(context);
        var operations = new EventBridgeOperations();
        new BusApi(_buses, context.TimeProvider).AddTo(operations);
        new RuleApi(context, _buses).AddTo(operations);
        new TargetApi(context, _buses).AddTo(operations);
        new PutEventsApi(context, _buses, new TargetDelivery(context)).AddTo(operations);
        Operations = operations.All;
    }

    public string TargetPrefix => "AWSEvents";

    public string ContentType => "application/x-amz-json-1.1";

    public IReadOnlyDictionary<string, AwsOperation> Operations { get; }

    /// <summary>Per bus and rule: the events that the rule took, and the deliveries to its targets.</summary>
    public void WriteSections(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("rules"u8);
        foreach (var rule in _buses.All.SelectMany(bus => bus.Rules))
        {
            writer.WriteStartObject($"{rule.BusName}/{rule.Name}");
            writer.WriteNumber("matched"u8, rule.Matched.Value);
            writer.WriteNumber("delivered"u8, rule.Delivered.Value);
            writer.WriteNumber("failed"u8, rule.Failed.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
