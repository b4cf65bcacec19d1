using System.Diagnostics.CodeAnalysis;

namespace Workers.Testing.Time;

/// <summary>A timer of the <see cref="TestClock"/>.</summary>
internal sealed class TestTimer(TestClock clock, TimerCallback callback, object? state, BusyScope? scope) : ITimer
{
    // The execution context lives as long as whoever created the timer; it is not the timer's to dispose.
    [SuppressMessage("Usage", "CA2213", Justification = "Captured, not owned.")]
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private TimeSpan _period;
    private bool _waiting;

    public long Due { get; set; } = long.MaxValue;

    public long Order { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (clock.Gate)
        {
            _period = period;
            Set(dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.Now + Math.Max(0, dueTime.Ticks));
            return true;
        }
    }

    // Called under the clock's lock when the timer falls due.
    public void Arm(long now) => Set(_period > TimeSpan.Zero ? now + _period.Ticks : long.MaxValue);

    public void Fire()
    {
        if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, _ => callback(state), null);
        }
    }

    public void Dispose()
    {
        lock (clock.Gate)
        {
            _period = TimeSpan.Zero;
            Set(long.MaxValue);
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Set(long due)
    {
        clock.Schedule(this, due);
        var waiting = due != long.MaxValue;
        if (scope is not null && waiting != _waiting)
        {
            scope.Waits += waiting ? 1 : -1;
        }

        _waiting = waiting;
    }
}
