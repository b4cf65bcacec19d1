using System.Text.Json.Nodes;
using Workers.Aws.Sqs;

namespace ApprovalWorker.Tests.Support;

/// <summary>A queue to which a rule of the emulator's EventBridge sends notifications, and whoever reads them there.</summary>
internal sealed class NoticeQueue(ApprovalHost host, string url)
{
    private readonly List<JsonNode> _events = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Creates a queue, and a rule that sends what matches there.</summary>
    public static async Task<NoticeQueue> CreateAsync(ApprovalHost host, string name, string pattern)
    {
        var url = await host.Workflow.CreateQueueAsync(name, cancellationToken: Stop);
        await host.Workflow.CreateRuleAsync(name, pattern, url, Stop);
        return new NoticeQueue(host, url);
    }

    /// <summary>All events that have come so far, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsAsync()
    {
        while (true)
        {
            var request = new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10 };
            var answer = await host.Workflow.Sqs.ReceiveMessageAsync(request, Stop);
            if (answer.Messages is not { Count: > 0 } messages)
            {
                return _events;
            }

            foreach (var message in messages)
            {
                _events.Add(JsonNode.Parse(message.Body.Span)!);
                await host.Workflow.Sqs.DeleteMessageAsync(
                    new DeleteMessageRequest { QueueUrl = url, ReceiptHandle = message.ReceiptHandle },
                    Stop
                );
            }
        }
    }

    /// <summary>Skips time until so many events have come.</summary>
    public async Task<IReadOnlyList<JsonNode>> WaitAsync(int count)
    {
        await host.UntilAsync(() => EventsAsync().GetAwaiter().GetResult().Count >= count);
        return _events;
    }

    /// <summary>The path of the link in the first event.</summary>
    public async Task<string> LinkAsync() => new Uri((string)(await WaitAsync(1))[0]["detail"]!["link"]!).AbsolutePath;
}
