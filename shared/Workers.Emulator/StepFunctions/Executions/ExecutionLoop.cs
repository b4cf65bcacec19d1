namespace Workers.Emulator.StepFunctions;

/// <summary>
/// The one logical thread of an execution: whatever happens to it (an answer, a timer, a stop) is queued here and run one after the other on
/// the thread pool, so that an interpreter written with plain awaits needs no locks and its history has one order.
/// </summary>
internal sealed class ExecutionLoop : SynchronizationContext, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new(2);
    private bool _isRunning;

    /// <summary>Queues a callback.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            _queue.Enqueue((d, state));
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        // The poster's execution context (a request's) must not be held by an execution that outlives it.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Queues a callback for a value.</summary>
    public void Enqueue<T>(Action<T> callback, T state)
        where T : class => Post(Invoke<T>, Tuple.Create(callback, state));

    public override SynchronizationContext CreateCopy() => this;

    void IThreadPoolWorkItem.Execute()
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            while (TryTake(out var item))
            {
                item.Callback(item.State);
            }
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    private static void Invoke<T>(object? state)
    {
        var (callback, value) = (Tuple<Action<T>, T>)state!;
        callback(value);
    }

    private bool TryTake(out (SendOrPostCallback Callback, object? State) item)
    {
        lock (_gate)
        {
            if (_queue.TryDequeue(out item))
            {
                return true;
            }

            _isRunning = false;
            return false;
        }
    }
}
