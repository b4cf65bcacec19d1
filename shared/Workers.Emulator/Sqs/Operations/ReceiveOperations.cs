using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.Sqs.Messages;
using Workers.Emulator.Sqs.Queues;

namespace Workers.Emulator.Sqs.Operations;

/// <summary>Receiving messages, deleting them, and keeping or giving up the lease on them.</summary>
internal sealed class ReceiveOperations(QueueRegistry queues, EmulatorContext context)
{
    private readonly string _senderId = "AIDA" + context.AccountId + "EMULAT";

    public async ValueTask ReceiveAsync(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var queue = queues.Of(request);
        var most = Number(request, "MaxNumberOfMessages", 1, 10, "Must be between 1 and 10, if provided.");
        var wait = Number(
            request,
            "WaitTimeSeconds",
            0,
            SqsLimits.WaitSeconds,
            $"Must be >= 0 and <= {SqsLimits.WaitSeconds}, if provided."
        );
        var visibility = Number(
            request,
            AttributeNames.VisibilityTimeout,
            0,
            SqsLimits.VisibilitySeconds,
            $"Must be between 0 and {SqsLimits.VisibilitySeconds}, if provided."
        );
        if (request.Text("ReceiveRequestAttemptId") is { Length: > 0 } attempt && !queue.Attributes.IsFifo)
        {
            throw SqsErrors.NotForThisQueueType("ReceiveRequestAttemptId", attempt);
        }

        var systemNames = request.Texts("MessageSystemAttributeNames");
        var filter = new DeliveryFilter(
            systemNames.Count > 0 ? systemNames : request.Texts("AttributeNames"),
            request.Texts("MessageAttributeNames")
        );
        var deliveries = await queue.ReceiveAsync(new ReceiveOptions(most ?? 1, Seconds(visibility), Seconds(wait)), aborted);
        if (deliveries.Count == 0)
        {
            context.Requests.CountEmptyPoll("AmazonSQS.ReceiveMessage");
            return;
        }

        response.WriteStartArray("Messages"u8);
        foreach (var delivery in deliveries)
        {
            delivery.WriteTo(response, filter, _senderId);
        }

        response.WriteEndArray();
    }

    public void Delete(JsonElement request, Utf8JsonWriter response) => queues.Of(request).Delete(Handle(request));

    public void DeleteBatch(JsonElement request, Utf8JsonWriter response)
    {
        var queue = queues.Of(request);
        var entries = Batch.Entries(request, "DeleteMessageBatchRequestEntry");
        Batch.Answer(entries, response, entry => queue.Delete(Handle(entry)));
    }

    public void ChangeVisibility(JsonElement request, Utf8JsonWriter response) => ChangeVisibility(queues.Of(request), request);

    public void ChangeVisibilityBatch(JsonElement request, Utf8JsonWriter response)
    {
        var queue = queues.Of(request);
        var entries = Batch.Entries(request, "ChangeMessageVisibilityBatchRequestEntry");
        Batch.Answer(entries, response, entry => ChangeVisibility(queue, entry));
    }

    private static void ChangeVisibility(Queue queue, JsonElement request)
    {
        var handle = Handle(request);
        var seconds = Number(
            request,
            AttributeNames.VisibilityTimeout,
            0,
            SqsLimits.VisibilitySeconds,
            $"Must be between 0 and {SqsLimits.VisibilitySeconds}, if provided."
        );
        queue.ChangeVisibility(handle, Seconds(seconds) ?? throw SqsErrors.MissingParameter(AttributeNames.VisibilityTimeout));
    }

    private static string Handle(JsonElement request) =>
        request.Text("ReceiptHandle") is { Length: > 0 } handle ? handle : throw SqsErrors.MissingParameter("ReceiptHandle");

    private static int? Number(JsonElement request, string parameter, int least, int most, string reason)
    {
        var value = request.Integer(parameter);
        return value is { } number && (number < least || number > most)
            ? throw SqsErrors.InvalidParameter(parameter, number, reason)
            : value;
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
