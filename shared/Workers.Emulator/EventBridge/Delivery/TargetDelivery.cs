using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.EventBridge.Delivery;

/// <summary>Brings events to targets: queues get messages, state machines are started.</summary>
internal sealed partial class TargetDelivery(EmulatorContext context)
{
    private readonly ILogger _logger = context.LoggerFactory.CreateLogger<TargetDelivery>();

    /// <summary>Whether the emulator delivers to such targets.</summary>
    public static bool CanReach(string arn) => arn.Split(':', 7) is [_, _, "sqs", _, _, _] or [_, _, "states", _, _, "stateMachine", _];

    /// <summary>Delivers to all targets of the rule that took the event. A target that cannot be reached fails alone.</summary>
    public async ValueTask DeliverAsync(DeliveredEvent delivered)
    {
        var rule = delivered.Rule;
        rule.Matched.Increment();
        foreach (var target in rule.Targets)
        {
            var input = target.InputFor(delivered);
            try
            {
                await DeliverAsync(delivered, target, input);
                rule.Delivered.Increment();
            }
            catch (AwsErrorException error)
            {
                rule.Failed.Increment();
                LogFailed(rule.Name, delivered.Id, target.Arn, error.Code, error.Message);
                await BuryAsync(delivered, target, error);
            }
        }
    }

    private async ValueTask DeliverAsync(DeliveredEvent delivered, Target target, string input)
    {
        switch (target.Arn.Split(':', 7))
        {
            case [_, _, "sqs", var region, var account, var queue]:
                await SendAsync(region, account, queue, input, target.MessageGroupId, null, delivered.TraceHeader);
                break;
            case [_, _, "states", _, _, "stateMachine", _]:
                await StartAsync(target.Arn, $"{delivered.Id}_{Guid.NewGuid()}", input, delivered.TraceHeader);
                break;
            default:
                throw EventBridgeErrors.Validation("The emulator delivers to SQS queues and Step Functions state machines.");
        }
    }

    // The event itself goes to the dead-letter queue, not what the target would have got.
    private async ValueTask BuryAsync(DeliveredEvent delivered, Target target, AwsErrorException error)
    {
        if (target.DeadLetterArn is not { } arn || arn.Split(':') is not [_, _, "sqs", var region, var account, var queue])
        {
            return;
        }

        var attributes = new Dictionary<string, string>
        {
            ["ERROR_CODE"] = error.Code,
            ["ERROR_MESSAGE"] = error.Message,
            ["RULE_ARN"] = delivered.Rule.Arn,
            ["TARGET_ARN"] = target.Arn,
        };
        try
        {
            await SendAsync(region, account, queue, Json.ToText(delivered.Event), null, attributes, delivered.TraceHeader);
        }
        catch (AwsErrorException fault)
        {
            LogLost(delivered.Rule.Name, delivered.Id, arn, fault.Code, fault.Message);
        }
    }

    private async ValueTask SendAsync(
        string region,
        string account,
        string queue,
        string body,
        string? group,
        Dictionary<string, string>? attributes,
        string? traceHeader
    )
    {
        if (region != context.Region)
        {
            throw EventBridgeErrors.Validation($"The queue {queue} is in the region {region}; the emulator has only {context.Region}.");
        }

        var message = Json.Build(
            (Url: $"{context.BaseUrl}/{account}/{queue}", body, group, attributes, traceHeader),
            static (writer, given) =>
            {
                writer.WriteStartObject();
                writer.WriteString("QueueUrl"u8, given.Url);
                writer.WriteString("MessageBody"u8, given.body);
                writer.WriteIfGiven("MessageGroupId", given.group);
                WriteAttributes(writer, "MessageAttributes", given.attributes);
                WriteAttributes(
                    writer,
                    "MessageSystemAttributes",
                    given.traceHeader is null ? null : new Dictionary<string, string> { ["AWSTraceHeader"] = given.traceHeader }
                );
                writer.WriteEndObject();
            }
        );
        await context.InvokeAsync("AmazonSQS", "SendMessage", message, CancellationToken.None);
    }

    private static void WriteAttributes(Utf8JsonWriter writer, string member, Dictionary<string, string>? attributes)
    {
        if (attributes is null)
        {
            return;
        }

        writer.WriteStartObject(member);
        foreach (var (name, value) in attributes.Where(attribute => attribute.Value.Length > 0))
        {
            writer.WriteStartObject(name);
            writer.WriteString("DataType"u8, "String"u8);
            writer.WriteString("StringValue"u8, value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private async ValueTask StartAsync(string machineArn, string name, string input, string? traceHeader)
    {
        var start = Json.Build(
            (machineArn, name, input, traceHeader),
            static (writer, given) =>
            {
                writer.WriteStartObject();
                writer.WriteString("stateMachineArn"u8, given.machineArn);
                writer.WriteString("name"u8, given.name);
                writer.WriteString("input"u8, given.input);
                writer.WriteIfGiven("traceHeader", given.traceHeader);
                writer.WriteEndObject();
            }
        );
        await context.InvokeAsync("AWSStepFunctions", "StartExecution", start, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rule {Rule} could not deliver the event {Event} to {Target}: {Code}, {Reason}")]
    private partial void LogFailed(string rule, string @event, string target, string code, string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The event {Event} that the rule {Rule} could not deliver is lost: its dead-letter queue {Queue} refused it: {Code}, {Reason}"
    )]
    private partial void LogLost(string rule, string @event, string queue, string code, string reason);
}
