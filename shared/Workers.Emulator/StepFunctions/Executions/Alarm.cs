namespace Workers.Emulator.StepFunctions;

/// <summary>Calls back once at an instant that may lie further ahead than a timer reaches, and may be moved.</summary>
internal sealed class Alarm : IDisposable
{
    // Timers reach 49 days; a machine may wait for 68 years.
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(40);

    private readonly TimeProvider _timeProvider;
    private readonly Action _callback;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private DateTimeOffset _due;
    private bool _isDone;

    public Alarm(TimeProvider timeProvider, TimeSpan delay, Action callback)
    {
        _timeProvider = timeProvider;
        _callback = callback;
        _due = timeProvider.GetUtcNow() + delay;
        _timer = timeProvider.CreateTimer(static state => ((Alarm)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Step(delay), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts the delay anew.</summary>
    public void Restart(TimeSpan delay)
    {
        lock (_gate)
        {
            if (_isDone)
            {
                return;
            }

            _due = _timeProvider.GetUtcNow() + delay;
            _timer.Change(Step(delay), Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDone = true;
        }

        _timer.Dispose();
    }

    private void Fire()
    {
        lock (_gate)
        {
            if (_isDone)
            {
                return;
            }

            var rest = _due - _timeProvider.GetUtcNow();
            if (rest > TimeSpan.Zero)
            {
                _timer.Change(Step(rest), Timeout.InfiniteTimeSpan);
                return;
            }

            _isDone = true;
        }

        _callback();
    }

    private static TimeSpan Step(TimeSpan delay) =>
        delay > LongestStep
            ? LongestStep
            // Rounded up: a timer that fires a fraction early would spin until its instant has come.
            : TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));
}
