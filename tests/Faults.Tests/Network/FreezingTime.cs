namespace Faults.Tests.Network;

/// <summary>A worker's clock whose timers do not fire while its process stands still; time itself goes on.</summary>
internal sealed class FreezingTime(TimeProvider inner, Func<TimeSpan> elapsed) : TimeProvider
{
    private TimeSpan Left => FrozenUntil - elapsed();

    /// <summary>When the process goes on, or went on last.</summary>
    public TimeSpan FrozenUntil { get; private set; }

    public bool IsFrozen => Left > TimeSpan.Zero;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    /// <summary>Stands the process still for a while; one that does already goes on with the last of its ends.</summary>
    public void Freeze(TimeSpan length) => FrozenUntil = Left > length ? FrozenUntil : elapsed() + length;

    /// <summary>Waits until the process goes on.</summary>
    public Task PassAsync(CancellationToken cancellationToken) =>
        IsFrozen ? Task.Delay(Left, inner, cancellationToken) : Task.CompletedTask;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FreezingTimer(this, callback, state);
        timer.Start(inner, dueTime, period);
        return timer;
    }

    private sealed class FreezingTimer(FreezingTime owner, TimerCallback callback, object? state) : ITimer
    {
        private ITimer? _timer;
        private TimeSpan _period;

        // Set only when the field is, so that it does not fire before.
        public void Start(TimeProvider time, TimeSpan dueTime, TimeSpan period)
        {
            _timer = time.CreateTimer(
                static timer => ((FreezingTimer)timer!).Fire(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            return _timer!.Change(dueTime, period);
        }

        public void Dispose() => _timer!.Dispose();

        public ValueTask DisposeAsync() => _timer!.DisposeAsync();

        private void Fire()
        {
            if (owner.IsFrozen)
            {
                _timer!.Change(owner.Left, _period);
            }
            else
            {
                callback(state);
            }
        }
    }
}
