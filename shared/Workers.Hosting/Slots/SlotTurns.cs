namespace Workers.Hosting.Slots;

/// <summary>
/// Lets no more handlers run at once than there are slots. A job that was received ahead, for a slot that was about to come free, waits for its
/// turn here, first come, first served.
/// </summary>
internal sealed class SlotTurns(int total, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _taken;
    private bool _waitedInVain;

    /// <summary>Whether turns come as fast as they are counted on: if a job has waited for one in vain, not before the next job has ended.</summary>
    public bool ComeFree
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0 && !_waitedInVain;
            }
        }
    }

    /// <summary>Waits for a turn.</summary>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the turn came.</returns>
    public ValueTask<bool> TakeAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> node;
        lock (_gate)
        {
            if (_taken < total)
            {
                _taken++;
                return new(true);
            }

            node = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(node, patience, cancellationToken);
    }

    /// <summary>Passes a turn on to the next job.</summary>
    public void Give()
    {
        TaskCompletionSource? next = null;
        lock (_gate)
        {
            _waitedInVain = false;
            if (_waiting.First is { } first)
            {
                _waiting.Remove(first);
                next = first.Value;
            }
            else
            {
                _taken--;
            }
        }

        next?.SetResult();
    }

    private async ValueTask<bool> WaitAsync(
        LinkedListNode<TaskCompletionSource> node,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await node.Value.Task.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            lock (_gate)
            {
                if (node.List is null)
                {
                    // It was handed over at the last moment.
                    return true;
                }

                _waiting.Remove(node);
                _waitedInVain |= exception is TimeoutException;
                return false;
            }
        }
    }
}
