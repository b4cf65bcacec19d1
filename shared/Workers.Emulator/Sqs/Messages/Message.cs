namespace Workers.Emulator.Sqs.Messages;

/// <summary>What a sender sent. Immutable.</summary>
internal sealed record MessageContent(
    string Body,
    IReadOnlyList<MessageAttribute> Attributes,
    IReadOnlyList<MessageAttribute> SystemAttributes,
    string? GroupId,
    string? DeduplicationId
)
{
    public string BodyMd5 { get; } = Md5.OfText(Body);

    public string? AttributesMd5 { get; } = Attributes.Count == 0 ? null : Md5.OfAttributes(Attributes);

    public string? SystemAttributesMd5 { get; } = SystemAttributes.Count == 0 ? null : Md5.OfAttributes(SystemAttributes);

    /// <summary>What counts against the maximum size. System attributes do not.</summary>
    public int Bytes { get; } = MessageText.Bytes(Body) + Attributes.Sum(attribute => attribute.Bytes);
}

/// <summary>Where in its life a message is.</summary>
internal enum MessageState
{
    /// <summary>Whoever receives next may get it.</summary>
    Visible,

    /// <summary>Sent, and kept back for a while.</summary>
    Delayed,

    /// <summary>Received, and invisible for a while.</summary>
    InFlight,

    /// <summary>Deleted, expired, purged, or moved to another queue.</summary>
    Gone,
}

/// <summary>A message in a queue. Everything that changes is guarded by the lock of the queue that holds the message.</summary>
internal sealed class Message(Guid id, MessageContent content, DateTimeOffset sentAt)
{
    public Guid Id { get; } = id;

    public MessageContent Content { get; } = content;

    public DateTimeOffset SentAt { get; } = sentAt;

    public MessageState State { get; set; } = MessageState.Gone;

    /// <summary>From when on the retention period counts.</summary>
    public DateTimeOffset RetainedFrom { get; set; } = sentAt;

    /// <summary>When a delayed or received message becomes visible.</summary>
    public DateTimeOffset HiddenUntil { get; set; }

    /// <summary>When the latest receive was, from which the longest total visibility timeout counts.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    public DateTimeOffset? FirstReceivedAt { get; set; }

    /// <summary>Over all queues that the message has been in.</summary>
    public int ReceiveCount { get; set; }

    /// <summary>In this queue alone: what decides about the dead-letter queue.</summary>
    public int ReceivesHere { get; set; }

    /// <summary>The place in the queue's order of arrival; also the sequence number of FIFO queues.</summary>
    public long Position { get; set; }

    public string? DeadLetterSourceArn { get; set; }

    /// <summary>The message's place among its kind: the visible ones of a standard queue, or its group of a FIFO queue.</summary>
    public LinkedListNode<Message>? Node { get; set; }
}
