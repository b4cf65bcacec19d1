using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws.Sqs;

namespace Workers.Testing.Tests;

/// <summary>A backlog waits in the queue, not in the worker.</summary>
public sealed class BacklogTests : IAsyncLifetime
{
    private const int Waiting = 10_000;
    private const int Slots = 40;

    private readonly WorkflowTestHost _host = new();
    private readonly Script _script = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_worker_never_holds_more_messages_than_it_has_slots()
    {
        var queue = await _host.CreateQueueAsync("numbers", cancellationToken: Stop);
        await FillAsync(queue);
        var running = 0;
        var mostRunning = 0;
        var mostHeld = 0;
        var done = 0;
        _script.Run = async (input, _, cancellationToken) =>
        {
            Most(ref mostRunning, Interlocked.Increment(ref running));
            await Task.Delay(TimeSpan.FromSeconds(1 + (input.Value % 5)), _host.Clock, cancellationToken);
            if (input.Value % 100 == 0)
            {
                Most(ref mostHeld, await HeldAsync(queue));
            }

            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref done);
            return input;
        };

        await _host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(_script);
                worker.AddQueue<Doubling, Number, Number>(
                    "double",
                    NumberJson.Default.Number,
                    NumberJson.Default.Number,
                    options =>
                    {
                        options.QueueUrl = queue;
                        options.Slots = Slots;
                    }
                );
            },
            Stop
        );
        await _host.Clock.RunUntilAsync(() => Volatile.Read(ref done) == Waiting, Stop);

        Assert.Equal(Slots, mostRunning);

        // Messages that are done wait for up to 50 ms in batches of ten until they are deleted.
        Assert.InRange(mostHeld, Slots / 2, Slots + 10);
    }

    private async Task FillAsync(string queue)
    {
        for (var first = 0; first < Waiting; first += 10)
        {
            var entries = Enumerable
                .Range(first, 10)
                .Select(value => value.ToString(CultureInfo.InvariantCulture))
                .Select(value => new SendMessageBatchEntry { Id = value, MessageBody = $$"""{"Value":{{value}}}""" });
            await _host.Sqs.SendMessageBatchAsync(new SendMessageBatchRequest { QueueUrl = queue, Entries = [.. entries] }, Stop);
        }
    }

    private async Task<int> HeldAsync(string queue)
    {
        const string Held = "ApproximateNumberOfMessagesNotVisible";
        var request = new GetQueueAttributesRequest { QueueUrl = queue, AttributeNames = [Held] };
        var answer = await _host.Sqs.GetQueueAttributesAsync(request, Stop);
        return int.Parse(answer.Attributes![Held], CultureInfo.InvariantCulture);
    }

    private static void Most(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; )
        {
            seen = Interlocked.CompareExchange(ref most, value, seen) is var before && before == seen ? value : before;
        }
    }
}
