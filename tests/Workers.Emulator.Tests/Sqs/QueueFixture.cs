using System.Text.Json;
using Workers.Emulator.Tests.Protocol;

namespace Workers.Emulator.Tests.Sqs;

/// <summary>A queue of an emulator of its own, and the few calls that most tests make.</summary>
internal sealed class QueueFixture : IAsyncDisposable
{
    private readonly EmulatorFixture _emulator = new();

    private QueueFixture(string name) => Url = $"http://emulator.test:4566/000000000000/{name}";

    public ManualClock Clock => _emulator.Clock;

    public EmulatorFixture Emulator => _emulator;

    public string Url { get; }

    public static async Task<QueueFixture> CreateAsync(string name = "jobs", object? attributes = null)
    {
        var queue = new QueueFixture(name);
        var created = await queue.CallAsync("CreateQueue", new { QueueName = name, Attributes = attributes ?? new { } });
        Assert.Equal(queue.Url, created.GetProperty("QueueUrl").GetString());
        return queue;
    }

    public static Task<QueueFixture> CreateFifoAsync() =>
        CreateAsync("jobs.fifo", new { FifoQueue = "true", ContentBasedDeduplication = "true" });

    public Task<JsonElement> CallAsync(string operation, object input) => _emulator.CallAsync("AmazonSQS." + operation, input);

    public Task<(string Code, string Message)> FailAsync(string operation, object input) =>
        _emulator.FailAsync("AmazonSQS." + operation, input);

    public Task<JsonElement> SendAsync(string body, int? delay = null) =>
        CallAsync(
            "SendMessage",
            new
            {
                QueueUrl = Url,
                MessageBody = body,
                DelaySeconds = delay,
            }
        );

    public Task<JsonElement> SendToGroupAsync(string group, string body) =>
        CallAsync(
            "SendMessage",
            new
            {
                QueueUrl = Url,
                MessageBody = body,
                MessageGroupId = group,
            }
        );

    public async Task<IReadOnlyList<Received>> ReceiveAsync(int most = 10, int? visibility = null, int? wait = null, string? url = null)
    {
        var answer = await CallAsync(
            "ReceiveMessage",
            new
            {
                QueueUrl = url ?? Url,
                MaxNumberOfMessages = most,
                VisibilityTimeout = visibility,
                WaitTimeSeconds = wait,
                MessageSystemAttributeNames = new[] { "All" },
                MessageAttributeNames = new[] { "All" },
            }
        );
        return answer.TryGetProperty("Messages", out var messages) ? [.. messages.EnumerateArray().Select(Received.Of)] : [];
    }

    public async Task<string[]> ReceiveBodiesAsync(int most = 10, int? visibility = null, string? url = null) =>
        [.. (await ReceiveAsync(most, visibility, url: url)).Select(message => message.Body)];

    public Task<JsonElement> DeleteAsync(Received message) =>
        CallAsync("DeleteMessage", new { QueueUrl = Url, ReceiptHandle = message.Handle });

    public Task<JsonElement> ChangeVisibilityAsync(Received message, int seconds) =>
        CallAsync(
            "ChangeMessageVisibility",
            new
            {
                QueueUrl = Url,
                ReceiptHandle = message.Handle,
                VisibilityTimeout = seconds,
            }
        );

    public async Task<(int Visible, int InFlight, int Delayed)> CountsAsync()
    {
        var answer = await CallAsync("GetQueueAttributes", new { QueueUrl = Url, AttributeNames = new[] { "All" } });
        var attributes = answer.GetProperty("Attributes");
        return (
            Number("ApproximateNumberOfMessages"),
            Number("ApproximateNumberOfMessagesNotVisible"),
            Number("ApproximateNumberOfMessagesDelayed")
        );

        int Number(string name) => int.Parse(attributes.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();
}

/// <summary>A message that was received.</summary>
internal sealed record Received(string Id, string Body, string Handle, JsonElement Message)
{
    public static Received Of(JsonElement message) =>
        new(
            message.GetProperty("MessageId").GetString()!,
            message.GetProperty(nameof(Body)).GetString()!,
            message.GetProperty("ReceiptHandle").GetString()!,
            message
        );

    public string? Attribute(string name) =>
        Message.GetProperty("Attributes").TryGetProperty(name, out var value) ? value.GetString() : null;
}
