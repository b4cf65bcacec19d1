using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.Sqs.Messages;
using Workers.Emulator.Sqs.Queues;

namespace Workers.Emulator.Sqs.Operations;

/// <summary>Sending messages.</summary>
internal sealed class SendOperations(QueueRegistry queues)
{
    private const int LongestId = 128;

    public void Send(JsonElement request, Utf8JsonWriter response)
    {
        var queue = queues.Of(request);
        var message = Read(request, queue);
        if (message.Content.Bytes > queue.Attributes.MaximumMessageBytes)
        {
            throw TooLong(queue);
        }

        var content = message.Content;
        WriteResult(queue.Send(content, message.Delay), content, response);
    }

    public void SendBatch(JsonElement request, Utf8JsonWriter response)
    {
        var queue = queues.Of(request);
        var entries = Batch.Entries(request, "SendMessageBatchRequestEntry");
        if (queue.Attributes.IsFifo && entries.Exists(pair => string.IsNullOrEmpty(pair.Entry.Text("MessageGroupId"))))
        {
            throw SqsErrors.InvalidParameter("The request must contain the parameter MessageGroupId.");
        }

        var messages = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (var (id, entry) in entries)
        {
            messages.Add(id, Outcome.Of(() => Read(entry, queue)));
        }

        var bytes = messages.Values.Sum(outcome => outcome.Message?.Content.Bytes ?? 0);
        if (bytes > SqsLimits.MessageBytes)
        {
            throw SqsErrors.BatchTooLong(SqsLimits.MessageBytes, bytes);
        }

        Batch.Answer(
            entries,
            response,
            entry =>
            {
                var message = messages[entry.Text("Id")!].MessageOrThrow();
                return message.Content.Bytes > queue.Attributes.MaximumMessageBytes
                    ? throw TooLong(queue)
                    : (Result: queue.Send(message.Content, message.Delay), message.Content);
            },
            sent => WriteResult(sent.Result, sent.Content, response)
        );
    }

    private static AwsErrorException TooLong(Queue queue) =>
        SqsErrors.InvalidParameter(
            $"One or more parameters are invalid. Reason: Message must be shorter than {queue.Attributes.MaximumMessageBytes} bytes."
        );

    private static OutgoingMessage Read(JsonElement request, Queue queue)
    {
        var body = request.Text("MessageBody");
        if (string.IsNullOrEmpty(body))
        {
            throw SqsErrors.MissingParameter("MessageBody");
        }

        MessageText.Check(body);
        var attributes = MessageAttribute.ReadAll(request);
        var systemAttributes = MessageAttribute.ReadSystem(request);
        var delay = ReadDelay(request, queue);
        var group = ReadId(request, "MessageGroupId");
        var deduplication = ReadId(request, "MessageDeduplicationId");
        if (!queue.Attributes.IsFifo)
        {
            // A group on a standard queue is allowed: it makes the queue a fair one.
            return deduplication is null
                ? new OutgoingMessage(new MessageContent(body, attributes, systemAttributes, group, null), delay)
                : throw SqsErrors.NotForThisQueueType("MessageDeduplicationId", deduplication);
        }

        if (group is null)
        {
            throw SqsErrors.MissingParameter("MessageGroupId");
        }

        deduplication ??= queue.Attributes.DeduplicatesByContent
            ? Deduplication.IdOf(body)
            : throw SqsErrors.InvalidParameter(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
            );
        return new OutgoingMessage(new MessageContent(body, attributes, systemAttributes, group, deduplication), delay);
    }

    private static TimeSpan? ReadDelay(JsonElement request, Queue queue)
    {
        if (request.Integer("DelaySeconds") is not { } delay)
        {
            return null;
        }

        if (delay is < 0 or > SqsLimits.DelaySeconds)
        {
            throw SqsErrors.InvalidParameter("DelaySeconds", delay, $"DelaySeconds must be >= 0 and <= {SqsLimits.DelaySeconds}.");
        }

        if (queue.Attributes.IsFifo)
        {
            return delay == 0 ? null : throw SqsErrors.NotForThisQueueType("DelaySeconds", delay);
        }

        return TimeSpan.FromSeconds(delay);
    }

    private static string? ReadId(JsonElement request, string parameter)
    {
        var id = request.Text(parameter);
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }

        // Alphanumeric characters and punctuation: the printable part of ASCII but for the space.
        return id.Length <= LongestId && id.All(c => c is > ' ' and <= '~')
            ? id
            : throw SqsErrors.InvalidParameter(
                parameter,
                id,
                $"{parameter} can only include alphanumeric and punctuation characters. 1 to {LongestId} in length."
            );
    }

    private static void WriteResult(SendResult result, MessageContent content, Utf8JsonWriter response)
    {
        response.WriteString("MessageId"u8, result.MessageId);
        response.WriteString("MD5OfMessageBody"u8, content.BodyMd5);
        if (content.AttributesMd5 is not null)
        {
            response.WriteString("MD5OfMessageAttributes"u8, content.AttributesMd5);
        }

        if (content.SystemAttributesMd5 is not null)
        {
            response.WriteString("MD5OfMessageSystemAttributes"u8, content.SystemAttributesMd5);
        }

        if (result.SequenceNumber is not null)
        {
            response.WriteString("SequenceNumber"u8, result.SequenceNumber);
        }
    }

    private sealed record OutgoingMessage(MessageContent Content, TimeSpan? Delay);

    /// <summary>An entry that was read, or what was wrong with it.</summary>
    private readonly record struct Outcome(OutgoingMessage? Message, AwsErrorException? Error)
    {
        public static Outcome Of(Func<OutgoingMessage> read)
        {
            try
            {
                return new Outcome(read(), null);
            }
            catch (AwsErrorException error) when (error.Namespace is null)
            {
                return new Outcome(null, error);
            }
        }

        public OutgoingMessage MessageOrThrow() => Message ?? throw Error!;
    }
}
