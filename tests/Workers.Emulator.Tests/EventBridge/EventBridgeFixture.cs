using System.Text.Json;
using Workers.Emulator.Tests.Protocol;

namespace Workers.Emulator.Tests.EventBridge;

/// <summary>An emulator with a queue that rules send to, and the few calls that most tests make.</summary>
internal sealed class EventBridgeFixture : IAsyncDisposable
{
    public const string QueueArn = "arn:aws:sqs:us-east-1:000000000000:desk";

    private const string BaseUrl = "http://emulator.test:4566/000000000000/";

    public EmulatorFixture Emulator { get; } = new();

    public static async Task<EventBridgeFixture> CreateAsync(params string[] queues)
    {
        var fixture = new EventBridgeFixture();
        foreach (var queue in queues.Append("desk"))
        {
            object attributes = queue.EndsWith(".fifo", StringComparison.Ordinal)
                ? new { FifoQueue = "true", ContentBasedDeduplication = "true" }
                : new { };
            await fixture.Emulator.CallAsync("AmazonSQS.CreateQueue", new { QueueName = queue, Attributes = attributes });
        }

        return fixture;
    }

    public Task<JsonElement> CallAsync(string operation, object input) => Emulator.CallAsync("AWSEvents." + operation, input);

    public Task<(string Code, string Message)> FailAsync(string operation, object input) =>
        Emulator.FailAsync("AWSEvents." + operation, input);

    /// <summary>A rule for all events of the source "claims", with one target.</summary>
    public async Task RuleAsync(object target, string pattern = """{"source":["claims"]}""")
    {
        await CallAsync("PutRule", new { Name = "tell", EventPattern = pattern });
        await CallAsync("PutTargets", new { Rule = "tell", Targets = new[] { target } });
    }

    public Task<JsonElement> PutAsync(string detail = """{"claim": 1}""", string source = "claims", string? bus = null) =>
        CallAsync(
            "PutEvents",
            new
            {
                Entries = new[]
                {
                    new
                    {
                        Source = source,
                        DetailType = "Claim paid",
                        Detail = detail,
                        EventBusName = bus,
                    },
                },
            }
        );

    /// <summary>The bodies of what a queue holds.</summary>
    public async Task<IReadOnlyList<string>> BodiesAsync(string queue = "desk") =>
        [.. (await MessagesAsync(queue)).Select(message => message.GetProperty("Body").GetString()!)];

    public async Task<IReadOnlyList<JsonElement>> MessagesAsync(string queue = "desk")
    {
        var answer = await Emulator.CallAsync(
            "AmazonSQS.ReceiveMessage",
            new
            {
                QueueUrl = BaseUrl + queue,
                MaxNumberOfMessages = 10,
                MessageAttributeNames = new[] { "All" },
                AttributeNames = new[] { "All" },
            }
        );
        return answer.TryGetProperty("Messages", out var messages) ? [.. messages.EnumerateArray()] : [];
    }

    public ValueTask DisposeAsync() => Emulator.DisposeAsync();
}
