using Workers.Testing.Time;

namespace Workers.Testing;

/// <summary>
/// What ties one worker of a <see cref="WorkflowTestHost"/> to the rest of the world. Cut, the worker is as dead as after <c>kill -9</c>; pulled for a
/// while, it lives on in a partition. Every worker has its own, in its services, for doubles that it has besides the host's.
/// </summary>
/// <remarks>
/// A call of a dead worker never returns, whatever it was waiting for: code after a crash must not run, not even that of its error handling.
/// </remarks>
public sealed class WorkerLifeline
{
    private readonly TestClock _clock;
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly HashSet<IDisposable> _busy = [];
    private volatile bool _isPartitioned;
    private volatile bool _isDead;

    internal WorkerLifeline(TestClock clock)
    {
        _clock = clock;
        Time = new WorkerTime(clock);
    }

    /// <summary>Whether the worker has crashed.</summary>
    public bool IsDead => _isDead;

    /// <summary>The worker's own clock: the host's, until the worker dies, when it stands still for it.</summary>
    internal WorkerTime Time { get; }

    /// <summary>Completes when the worker has crashed.</summary>
    internal Task Died => _died.Task;

    /// <summary>
    /// Makes a call to a double that stands for something beyond the network: from a dead worker it is not made, and its outcome does not
    /// come back to one; in a partition both wait until <paramref name="cancellationToken"/> gives up.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up, as a time-out does.</param>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken = default)
    {
        await PassAsync(isRemote: true, cancellationToken);
        try
        {
            return await call();
        }
        finally
        {
            await PassAsync(isRemote: true, cancellationToken);
        }
    }

    /// <summary>A handler of requests that ends where the lifeline does, over one that outlives the worker and is not disposed with it.</summary>
    /// <param name="inner">Takes the requests.</param>
    public HttpMessageHandler Guard(HttpMessageHandler inner) => new LifelineHandler(this, inner);

    /// <summary>Waits for ever if the worker is dead or, for what goes over the network, as long as nobody gives up in a partition.</summary>
    internal Task PassAsync(bool isRemote, CancellationToken cancellationToken = default) =>
        _isDead || (isRemote && _isPartitioned)
            ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Holds the host's clock still during the worker's work, as long as the worker lives.</summary>
    internal IDisposable Enter(string what)
    {
        var scope = _clock.Enter(what);
        lock (_lock)
        {
            if (_isDead)
            {
                scope.Dispose();
            }
            else
            {
                _busy.Add(scope);
            }
        }

        return scope;
    }

    internal void Leave(IDisposable scope)
    {
        lock (_lock)
        {
            _busy.Remove(scope);
        }

        scope.Dispose();
    }

    internal void Partition() => _isPartitioned = true;

    internal void Reconnect() => _isPartitioned = false;

    internal void Cut()
    {
        lock (_lock)
        {
            _isDead = true;
            foreach (var scope in _busy)
            {
                scope.Dispose();
            }

            _busy.Clear();
        }

        Time.Stop();
        _died.TrySetResult();
    }
}
