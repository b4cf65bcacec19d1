using System.Text.Json;
using Workers.Aws.Sqs;

namespace DispatchWorker.Tests.Support;

/// <summary>A processor that receives its jobs from a queue works for a second and sends the outcome to another one.</summary>
internal sealed class PaymentConsumer(ISqs queues, string jobs, string outcomes, TimeProvider time)
{
    /// <summary>The ids of the jobs that came, each once.</summary>
    public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>Works until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var request = new ReceiveMessageRequest { QueueUrl = jobs, WaitTimeSeconds = 20 };
                var received = await queues.ReceiveMessageAsync(request, stop);
                foreach (var message in received.Messages ?? [])
                {
                    await PayAsync(message, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task PayAsync(SqsMessage message, CancellationToken stop)
    {
        using var job = JsonDocument.Parse(message.Body);
        var id = job.RootElement.GetProperty("dispatch").GetProperty("id").GetString()!;
        Ids.Add(id);
        await Task.Delay(TimeSpan.FromSeconds(1), time, stop);
        var outcome = $$$"""{"id":"{{{id}}}","success":{"paid":true}}""";
        await queues.SendMessageAsync(new SendMessageRequest { QueueUrl = outcomes, MessageBody = outcome }, stop);
        await queues.DeleteMessageAsync(new DeleteMessageRequest { QueueUrl = jobs, ReceiptHandle = message.ReceiptHandle }, stop);
    }
}
