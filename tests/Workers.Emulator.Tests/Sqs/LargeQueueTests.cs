using Workers.Emulator.Sqs.Messages;
using Workers.Emulator.Sqs.Queues;
using Workers.Emulator.Tests.Protocol;

namespace Workers.Emulator.Tests.Sqs;

public sealed class LargeQueueTests
{
    private const int Messages = 100_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_queue_with_a_hundred_thousand_messages_hands_out_and_deletes_every_one_once(bool isFifo)
    {
        var clock = new ManualClock();
        var attributes = QueueAttributes.Create(isFifo, new Dictionary<string, string>());
        using var queue = new Queue("large", "arn:aws:sqs:us-east-1:000000000000:large", attributes, clock, _ => null);
        for (var i = 0; i < Messages; i++)
        {
            queue.Send(new MessageContent($"{i}", [], [], $"group {i % 1000}", $"{i}"), null);
        }

        var bodies = new HashSet<string>();
        while (
            await queue.ReceiveAsync(new ReceiveOptions(10, null, null), TestContext.Current.CancellationToken) is { Count: > 0 } deliveries
        )
        {
            foreach (var delivery in deliveries)
            {
                Assert.True(bodies.Add(delivery.Message.Content.Body));
                queue.Delete(delivery.ReceiptHandle);
            }
        }

        Assert.Equal(Messages, bodies.Count);
        Assert.Equal(new MessageCounts(0, 0, 0), queue.Counts);
    }
}
