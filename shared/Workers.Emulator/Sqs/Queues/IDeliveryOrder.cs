using Workers.Emulator.Sqs.Messages;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>Decides which of a queue's messages are handed out next. Every operation takes constant time.</summary>
internal interface IDeliveryOrder
{
    /// <summary>A message has come, visible or hidden.</summary>
    void Add(Message message);

    /// <summary>A message's state has changed.</summary>
    void Update(Message message);

    /// <summary>A message is no longer in the queue.</summary>
    void Remove(Message message);

    /// <summary>Up to <paramref name="most"/> messages that may be handed out now, in order; they stay where they are.</summary>
    void Next(int most, List<Message> messages);
}
