namespace Workers.Aws.Tests.Support;

/// <summary>A clock that stands still until it is advanced, and tells when somebody waits for it.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<TimeSpan> _waits = [];
    private TaskCompletionSource _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = start;

    public ManualTime()
        : this(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)) { }

    /// <summary>The due times of all timers that were set, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
            {
                return [.. _waits];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until a timer of that length has been set, then passes that time.</summary>
    public async Task PassAsync(TimeSpan length)
    {
        await ArmedAsync(length);
        Advance(length);
    }

    /// <summary>Waits until a timer of that length has been set.</summary>
    public async Task ArmedAsync(TimeSpan length)
    {
        while (true)
        {
            Task armed;
            lock (_lock)
            {
                if (_timers.Exists(t => t.Due == _now + length))
                {
                    return;
                }

                armed = _armed.Task;
            }

            await armed.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Advance(TimeSpan length)
    {
        List<ManualTimer> due;
        lock (_lock)
        {
            _now += length;
            due = _timers.FindAll(t => t.Due <= _now);
            _ = _timers.RemoveAll(t => t.Due <= _now);
        }

        foreach (var timer in due)
        {
            timer.Fire();
        }
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            lock (time._lock)
            {
                _ = time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    time._timers.Add(this);
                    time._waits.Add(dueTime);
                    time._armed.SetResult();
                    time._armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                _ = time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
