using Workers.Emulator.Sqs.Messages;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>
/// A queue's messages by id, by age, by when they become visible, and in the order of delivery. Nothing here searches: every operation takes
/// logarithmic time at most. Guarded by the queue's lock.
/// </summary>
internal sealed class MessageStore(IDeliveryOrder order)
{
    private readonly Dictionary<Guid, Message> _byId = [];
    private readonly SortedSet<Message> _byAge = new(By(message => message.RetainedFrom));
    private readonly SortedSet<Message> _hidden = new(By(message => message.HiddenUntil));
    private readonly int[] _counts = new int[Enum.GetValues<MessageState>().Length];
    private long _lastPosition;

    public MessageCounts Counts =>
        new(_counts[(int)MessageState.Visible], _counts[(int)MessageState.InFlight], _counts[(int)MessageState.Delayed]);

    /// <summary>When the next hidden message becomes visible.</summary>
    public DateTimeOffset? NextVisibleAt => _hidden.Min?.HiddenUntil;

    public IReadOnlyCollection<Message> All => _byId.Values;

    public long NextPosition() => ++_lastPosition;

    public Message? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>Takes a message in; it is hidden until <paramref name="visibleAt"/>, unless that is now or past.</summary>
    public void Add(Message message, DateTimeOffset visibleAt, DateTimeOffset now)
    {
        _byId.Add(message.Id, message);
        _byAge.Add(message);
        Enter(message, visibleAt > now ? MessageState.Delayed : MessageState.Visible, visibleAt);
        order.Add(message);
    }

    /// <summary>Hides a message as one in flight until <paramref name="until"/>.</summary>
    public void Hide(Message message, DateTimeOffset until)
    {
        Leave(message);
        Enter(message, MessageState.InFlight, until);
        order.Update(message);
    }

    public void Show(Message message)
    {
        Leave(message);
        Enter(message, MessageState.Visible, default);
        order.Update(message);
    }

    public void Remove(Message message)
    {
        Leave(message);
        message.State = MessageState.Gone;
        order.Remove(message);
        _byAge.Remove(message);
        _byId.Remove(message.Id);
    }

    public void Clear()
    {
        foreach (var message in _byId.Values.ToList())
        {
            Remove(message);
        }
    }

    /// <summary>Brings the store up to date: shows what is no longer hidden, drops what is too old.</summary>
    public void Advance(DateTimeOffset now, TimeSpan retention)
    {
        while (_hidden.Min is { } hidden && hidden.HiddenUntil <= now)
        {
            Show(hidden);
        }

        while (_byAge.Min is { } oldest && oldest.RetainedFrom + retention <= now)
        {
            Remove(oldest);
        }
    }

    /// <summary>Up to <paramref name="most"/> messages that may be handed out now, in order.</summary>
    public List<Message> Next(int most)
    {
        var messages = new List<Message>(Math.Min(most, _counts[(int)MessageState.Visible]));
        order.Next(most, messages);
        return messages;
    }

    private void Enter(Message message, MessageState state, DateTimeOffset hiddenUntil)
    {
        message.State = state;
        _counts[(int)state]++;
        if (state != MessageState.Visible)
        {
            message.HiddenUntil = hiddenUntil;
            _hidden.Add(message);
        }
    }

    private void Leave(Message message)
    {
        _counts[(int)message.State]--;
        if (message.State != MessageState.Visible)
        {
            _hidden.Remove(message);
        }
    }

    private static Comparer<Message> By(Func<Message, DateTimeOffset> time) =>
        Comparer<Message>.Create(
            (left, right) => time(left).CompareTo(time(right)) is var byTime and not 0 ? byTime : left.Position.CompareTo(right.Position)
        );
}
