using Workers.Emulator.Sqs.Messages;

namespace Workers.Emulator.Sqs.Queues;

/// <content>What a queue may do to its readers, on cue: for tests.</content>
internal sealed partial class Queue
{
    /// <summary>Shows every message that is in flight.</summary>
    /// <returns>How many that were.</returns>
    public int Redeliver()
    {
        List<Message> messages;
        List<(Queue, Message)>? deadLetters;
        lock (_lock)
        {
            var now = Advance();
            messages = [.. _store.All.Where(message => message.State == MessageState.InFlight)];
            messages.ForEach(_store.Show);
            deadLetters = ServeHeld(now);
        }

        Forward(deadLetters);
        return messages.Count;
    }

    /// <summary>Sends a copy of every message.</summary>
    /// <returns>How many that were.</returns>
    /// <exception cref="ArgumentException">The queue drops copies.</exception>
    public int Duplicate()
    {
        if (Attributes.IsFifo)
        {
            throw new ArgumentException($"{Name} is a FIFO queue, which drops copies of a message.");
        }

        List<MessageContent> contents;
        lock (_lock)
        {
            Advance();
            contents = [.. _store.All.Select(message => message.Content)];
        }

        foreach (var content in contents)
        {
            Send(content, delay: null);
        }

        return contents.Count;
    }
}
