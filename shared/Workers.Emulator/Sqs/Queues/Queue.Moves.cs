using Workers.Emulator.Sqs.Messages;

namespace Workers.Emulator.Sqs.Queues;

/// <content>Moving messages on, from a dead-letter queue to where they are tried again.</content>
internal sealed partial class Queue
{
    /// <summary>Takes the next visible message out of the queue; null when there is none.</summary>
    public Message? TakeOut()
    {
        lock (_lock)
        {
            Advance();
            if (_store.Next(1) is not [var message])
            {
                return null;
            }

            _store.Remove(message);
            return message;
        }
    }

    /// <summary>Takes in what another queue held: as a new message, which is never a duplicate.</summary>
    public void TakeIn(MessageContent content)
    {
        List<(Queue, Message)>? deadLetters;
        lock (_lock)
        {
            var now = Advance();
            _store.Add(new Message(Guid.NewGuid(), content, now) { Position = _store.NextPosition() }, now, now);
            Statistics.Sent.Increment();
            deadLetters = ServeHeld(now);
        }

        Forward(deadLetters);
    }
}
