using Workers.Emulator.Sqs.Messages;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>
/// Messages group by group, in the order sent. A group hands out its messages up to the first one that is hidden, so whatever comes after a
/// message in flight waits for it.
/// </summary>
internal sealed class FifoOrder : IDeliveryOrder
{
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly LinkedList<Group> _available = [];

    public void Add(Message message)
    {
        var name = message.Content.GroupId ?? "";
        if (!_groups.TryGetValue(name, out var group))
        {
            _groups.Add(name, group = new Group(name));
        }

        message.Node = group.Messages.AddLast(message);
        Settle(group);
    }

    public void Update(Message message) => Settle(_groups[message.Content.GroupId ?? ""]);

    public void Remove(Message message)
    {
        var group = _groups[message.Content.GroupId ?? ""];
        group.Messages.Remove(message.Node!);
        message.Node = null;
        Settle(group);
        if (group.Messages.Count == 0)
        {
            _groups.Remove(group.Name);
        }
    }

    public void Next(int most, List<Message> messages)
    {
        for (var group = _available.First; group is not null && messages.Count < most; group = group.Next)
        {
            for (
                var node = group.Value.Messages.First;
                node is not null && node.Value.State == MessageState.Visible && messages.Count < most;
                node = node.Next
            )
            {
                messages.Add(node.Value);
            }
        }
    }

    private void Settle(Group group)
    {
        var isAvailable = group.Messages.First?.Value.State == MessageState.Visible;
        if (isAvailable && group.Node.List is null)
        {
            _available.AddLast(group.Node);
        }
        else if (!isAvailable && group.Node.List is not null)
        {
            _available.Remove(group.Node);
        }
    }

    private sealed class Group
    {
        public Group(string name)
        {
            Name = name;
            Node = new LinkedListNode<Group>(this);
        }

        public string Name { get; }

        public LinkedList<Message> Messages { get; } = [];

        public LinkedListNode<Group> Node { get; }
    }
}
