namespace DispatchWorker.Pump;

/// <summary>Which hand-overs are to be looked at when.</summary>
internal sealed class Wakeups
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<string, DateTimeOffset> _queue = new();
    private readonly Dictionary<string, DateTimeOffset> _times = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Completes with the next <see cref="Add"/> that changes anything.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>Has a hand-over looked at; the earliest of several times counts.</summary>
    public void Add(string id, DateTimeOffset when)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            if (_times.TryGetValue(id, out var known) && known <= when)
            {
                return;
            }

            _times[id] = when;
            _queue.Enqueue(id, when);
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }

    /// <summary>Takes out what is due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="next">When the next one is due; <see langword="null"/> when there is none.</param>
    public List<string> TakeDue(DateTimeOffset now, out DateTimeOffset? next)
    {
        var due = new List<string>();
        lock (_gate)
        {
            while (_queue.TryPeek(out var id, out var when))
            {
                if (!_times.TryGetValue(id, out var valid) || valid != when)
                {
                    _queue.Dequeue();
                }
                else if (when <= now)
                {
                    _queue.Dequeue();
                    _times.Remove(id);
                    due.Add(id);
                }
                else
                {
                    next = when;
                    return due;
                }
            }
        }

        next = null;
        return due;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
