namespace Workers.Testing.Time;

/// <summary>One worker's view of the <see cref="TestClock"/>: after its death no timer of it fires any more.</summary>
internal sealed class MortalClock(TestClock clock) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<ITimer> _timers = [];
    private bool _isDead;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var timer = new MortalTimer(this, clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
            timer.Change(dueTime, period);
            return timer;
        }
    }

    /// <summary>Stops every timer, for good.</summary>
    public void Die()
    {
        lock (_lock)
        {
            _isDead = true;
            foreach (var timer in _timers)
            {
                timer.Dispose();
            }

            _timers.Clear();
        }
    }

    private bool Change(ITimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (_isDead)
            {
                return true;
            }

            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                _timers.Remove(timer);
            }
            else
            {
                // One that has fired stays until it is disposed, which costs little.
                _timers.Add(timer);
            }

            return timer.Change(dueTime, period);
        }
    }

    private void Forget(ITimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            timer.Dispose();
        }
    }

    private sealed class MortalTimer(MortalClock owner, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => owner.Change(timer, dueTime, period);

        public void Dispose() => owner.Forget(timer);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
