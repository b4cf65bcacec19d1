namespace Workers.Aws.Sqs;

/// <summary>Sends one message.</summary>
public sealed record SendMessageRequest
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }

    /// <summary>The body, at most 1,048,576 bytes with its attributes.</summary>
    public required string MessageBody { get; init; }

    /// <summary>Seconds until the message becomes visible, 0 to 900. AWS's default: the queue's DelaySeconds.</summary>
    public int? DelaySeconds { get; init; }

    /// <summary>Up to ten message attributes.</summary>
    public IReadOnlyDictionary<string, SqsMessageAttribute>? MessageAttributes { get; init; }

    /// <summary>System attributes; only <c>AWSTraceHeader</c> may be set.</summary>
    public IReadOnlyDictionary<string, SqsMessageAttribute>? MessageSystemAttributes { get; init; }

    /// <summary>FIFO queues: the message's group.</summary>
    public string? MessageGroupId { get; init; }

    /// <summary>FIFO queues: equal ids within five minutes are one message.</summary>
    public string? MessageDeduplicationId { get; init; }
}

/// <summary>A message that was sent.</summary>
public sealed record SendMessageResponse
{
    /// <summary>The message's id.</summary>
    public required string MessageId { get; init; }
}

/// <summary>Sends up to ten messages.</summary>
public sealed record SendMessageBatchRequest
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }

    /// <summary>The messages, at most ten and at most 1,048,576 bytes together, with distinct ids.</summary>
    public required IReadOnlyList<SendMessageBatchEntry> Entries { get; init; }
}

/// <summary>One message of a batched send.</summary>
public sealed record SendMessageBatchEntry
{
    /// <summary>Names the entry in the answer: 1 to 80 of <c>A-Z a-z 0-9 _ -</c>.</summary>
    public required string Id { get; init; }

    /// <inheritdoc cref="SendMessageRequest.MessageBody"/>
    public required string MessageBody { get; init; }

    /// <inheritdoc cref="SendMessageRequest.DelaySeconds"/>
    public int? DelaySeconds { get; init; }

    /// <inheritdoc cref="SendMessageRequest.MessageAttributes"/>
    public IReadOnlyDictionary<string, SqsMessageAttribute>? MessageAttributes { get; init; }

    /// <inheritdoc cref="SendMessageRequest.MessageGroupId"/>
    public string? MessageGroupId { get; init; }

    /// <inheritdoc cref="SendMessageRequest.MessageDeduplicationId"/>
    public string? MessageDeduplicationId { get; init; }
}
