namespace Workers.Testing.Time;

/// <summary>One worker's view of the test's clock. When the worker dies its timers go with it, so that nothing of it wakes up again.</summary>
internal sealed class WorkerTime(TestClock clock) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<WorkerTimer> _timers = [];
    private bool _isStopped;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var timer = _isStopped
                ? clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
                : clock.CreateTimer(callback, state, dueTime, period);
            var own = new WorkerTimer(this, timer);
            _timers.Add(own);
            return own;
        }
    }

    public void Stop()
    {
        lock (_lock)
        {
            _isStopped = true;
            foreach (var timer in _timers)
            {
                timer.Silence();
            }
        }
    }

    private sealed class WorkerTimer(WorkerTime owner, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                return owner._isStopped || inner.Change(dueTime, period);
            }
        }

        public void Silence() => inner.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._timers.Remove(this);
            }

            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
