namespace Workers.Emulator.Sqs.Queues;

/// <summary>What one receive asks for.</summary>
/// <param name="MaxMessages">1 to 10.</param>
/// <param name="Visibility">How long the messages are to be hidden; null for the queue's own setting.</param>
/// <param name="Wait">How long to wait for a message; null for the queue's own setting.</param>
internal readonly record struct ReceiveOptions(int MaxMessages, TimeSpan? Visibility, TimeSpan? Wait);

/// <summary>What a sender is told.</summary>
/// <param name="MessageId">The message, or the earlier one of which this is a duplicate.</param>
/// <param name="SequenceNumber">FIFO queues only.</param>
internal readonly record struct SendResult(Guid MessageId, string? SequenceNumber);
