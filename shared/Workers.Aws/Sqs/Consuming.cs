using System.Text.Json.Serialization;
using Workers.Aws.Errors;
using Workers.Aws.Json;

namespace Workers.Aws.Sqs;

/// <summary>Asks for messages.</summary>
public sealed record ReceiveMessageRequest
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }

    /// <summary>How many messages at most, 1 to 10. AWS's default: 1.</summary>
    public int? MaxNumberOfMessages { get; init; }

    /// <summary>How many seconds to wait for the first message, 0 to 20. AWS's default: the queue's ReceiveMessageWaitTimeSeconds.</summary>
    public int? WaitTimeSeconds { get; init; }

    /// <summary>How many seconds the messages stay invisible, 0 to 43,200. AWS's default: the queue's VisibilityTimeout.</summary>
    public int? VisibilityTimeout { get; init; }

    /// <summary>Which system attributes to return, for example <c>ApproximateReceiveCount</c>, <c>SentTimestamp</c>, <c>AWSTraceHeader</c>; <c>All</c> for all.</summary>
    public IReadOnlyList<string>? MessageSystemAttributeNames { get; init; }

    /// <summary>Which message attributes to return; <c>All</c> for all.</summary>
    public IReadOnlyList<string>? MessageAttributeNames { get; init; }
}

/// <summary>What a receive brought.</summary>
public sealed record ReceiveMessageResponse
{
    /// <summary>The messages; <see langword="null"/> or empty when there were none.</summary>
    public IReadOnlyList<SqsMessage>? Messages { get; init; }
}

/// <summary>A received message.</summary>
public sealed record SqsMessage
{
    /// <summary>The message's id; the same for every delivery.</summary>
    public required string MessageId { get; init; }

    /// <summary>The handle of this delivery, with which it is deleted or its visibility changed.</summary>
    public required string ReceiptHandle { get; init; }

    /// <summary>The body in UTF-8.</summary>
    [JsonConverter(typeof(Utf8TextConverter))]
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The system attributes asked for.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    /// <summary>The message attributes asked for.</summary>
    public IReadOnlyDictionary<string, SqsMessageAttribute>? MessageAttributes { get; init; }
}

/// <summary>A message attribute.</summary>
public sealed record SqsMessageAttribute
{
    /// <summary><c>String</c>, <c>Number</c> or <c>Binary</c>, optionally with a custom label.</summary>
    public required string DataType { get; init; }

    /// <summary>The value of a String or Number attribute.</summary>
    public string? StringValue { get; init; }

    /// <summary>The value of a Binary attribute.</summary>
    public ReadOnlyMemory<byte>? BinaryValue { get; init; }
}

/// <summary>Deletes one message.</summary>
public sealed record DeleteMessageRequest
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }

    /// <inheritdoc cref="SqsMessage.ReceiptHandle"/>
    public required string ReceiptHandle { get; init; }
}

/// <summary>Deletes up to ten messages.</summary>
public sealed record DeleteMessageBatchRequest
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }

    /// <summary>The messages, at most ten, with distinct ids.</summary>
    public required IReadOnlyList<DeleteMessageBatchEntry> Entries { get; init; }
}

/// <summary>One message of a batched delete.</summary>
/// <param name="Id">Names the entry in the answer: 1 to 80 of <c>A-Z a-z 0-9 _ -</c>.</param>
/// <param name="ReceiptHandle">The delivery's handle.</param>
public sealed record DeleteMessageBatchEntry(string Id, string ReceiptHandle);

/// <summary>Restarts one message's visibility timeout.</summary>
public sealed record ChangeMessageVisibilityRequest
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }

    /// <inheritdoc cref="SqsMessage.ReceiptHandle"/>
    public required string ReceiptHandle { get; init; }

    /// <summary>Seconds from now, 0 to 43,200 and no more than 12 hours after the receive.</summary>
    public required int VisibilityTimeout { get; init; }
}

/// <summary>Restarts the visibility timeout of up to ten messages.</summary>
public sealed record ChangeMessageVisibilityBatchRequest
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }

    /// <summary>The messages, at most ten, with distinct ids.</summary>
    public required IReadOnlyList<ChangeMessageVisibilityBatchEntry> Entries { get; init; }
}

/// <summary>One message of a batched visibility change.</summary>
/// <param name="Id">Names the entry in the answer: 1 to 80 of <c>A-Z a-z 0-9 _ -</c>.</param>
/// <param name="ReceiptHandle">The delivery's handle.</param>
/// <param name="VisibilityTimeout">Seconds from now, 0 to 43,200.</param>
public sealed record ChangeMessageVisibilityBatchEntry(string Id, string ReceiptHandle, int VisibilityTimeout);

/// <summary>The outcome of a batch, entry by entry.</summary>
public sealed record BatchResponse
{
    /// <summary>The entries that went through.</summary>
    public IReadOnlyList<BatchResultEntry>? Successful { get; init; }

    /// <summary>The entries that failed.</summary>
    public IReadOnlyList<BatchErrorEntry>? Failed { get; init; }
}

/// <summary>A batch entry that went through.</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="MessageId">The message's id, when the batch sent messages.</param>
public sealed record BatchResultEntry(string Id, string? MessageId = null);

/// <summary>A batch entry that failed.</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="Code">The error's code.</param>
/// <param name="Message">What happened.</param>
/// <param name="SenderFault">Whether SQS holds the request at fault.</param>
public sealed record BatchErrorEntry(string Id, string Code, string? Message, bool SenderFault)
{
    /// <summary>What the failure means for the caller. A throttle is not final, although SQS may lay it at the sender's door.</summary>
    [JsonIgnore]
    public AwsErrorKind Kind => SenderFault ? AwsErrorCodes.KindOf(Code, 400) : AwsErrorKind.Transient;
}
