using Workers.Emulator.Sqs.Messages;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>Messages in the order in which they became visible: a message that comes back does not block those behind it.</summary>
internal sealed class StandardOrder : IDeliveryOrder
{
    private readonly LinkedList<Message> _visible = [];

    public void Add(Message message)
    {
        message.Node = new LinkedListNode<Message>(message);
        Update(message);
    }

    public void Update(Message message)
    {
        var node = message.Node!;
        var isListed = node.List is not null;
        if (message.State == MessageState.Visible && !isListed)
        {
            _visible.AddLast(node);
        }
        else if (message.State != MessageState.Visible && isListed)
        {
            _visible.Remove(node);
        }
    }

    public void Remove(Message message)
    {
        if (message.Node is { List: not null } node)
        {
            _visible.Remove(node);
        }

        message.Node = null;
    }

    public void Next(int most, List<Message> messages)
    {
        for (var node = _visible.First; node is not null && messages.Count < most; node = node.Next)
        {
            messages.Add(node.Value);
        }
    }
}
