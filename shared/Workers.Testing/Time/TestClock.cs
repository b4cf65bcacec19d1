using System.Diagnostics;

namespace Workers.Testing.Time;

/// <summary>
/// A clock that skips: time stands still while anything runs and jumps to the next timer when everything waits. A wait of a year takes as
/// long as a wait of a second, and no test sleeps.
/// </summary>
/// <remarks>
/// <para>
/// Time moves only inside <see cref="RunUntilAsync(Func{bool}, CancellationToken)"/> and only when three things hold: no work that was
/// announced by <see cref="Enter"/> (a request, a handler) is under way, unless it waits for this clock itself; the thread pool has nothing
/// to do; and the next timer is known.
/// </para>
/// <para>
/// Work that waits for something else than this clock (a socket, a process) holds the time still until it is done. Work that waits for
/// nothing at all stalls the run, which then fails by <see cref="ClockStalledException"/> and says what it waited for.
/// </para>
/// </remarks>
public sealed class TestClock : TimeProvider
{
    internal Lock Gate { get; } = new();
    private readonly PriorityQueue<TestTimer, (long Due, long Order)> _timers = new();
    internal AsyncLocal<BusyScope?> Current { get; } = new();
    internal HashSet<BusyScope> Busy { get; } = [];
    private readonly DateTimeOffset _start;
    private long _now;
    private long _order;

    /// <summary>Creates a clock.</summary>
    /// <param name="start">What it shows at first. Default: 2030-01-01T00:00:00Z, so that a test never depends on the day it runs.</param>
    public TestClock(DateTimeOffset? start = null) => _start = start ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How long, in real time, work may hold the clock still before the run fails. Default: 30 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How far the clock may move in one run before the run fails: what is waited for may never come. Default: 400 days.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How much time has been skipped so far.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Volatile.Read(ref _now));

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(Volatile.Read(ref _now));

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TestTimer(this, callback, state, Current.Value);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Announces work during which time must stand still: dispose what is returned when it is done. Where the work itself waits for a timer
    /// of this clock, time may move.
    /// </summary>
    /// <param name="what">Names the work in <see cref="ClockStalledException"/>.</param>
    public IDisposable Enter(string what)
    {
        var scope = new BusyScope(this, what, Current.Value);
        lock (Gate)
        {
            Busy.Add(scope);
        }

        Current.Value = scope;
        return scope;
    }

    /// <summary>What follows in this flow of calls is no part of the work that it comes from.</summary>
    internal void Detach() => Current.Value = null;

    /// <summary>Lets time skip until the task has ended, and returns its result.</summary>
    /// <inheritdoc cref="RunUntilAsync(Func{bool}, CancellationToken)" path="/exception"/>
    public async Task<T> RunUntilAsync<T>(Task<T> task, CancellationToken cancellationToken = default)
    {
        await RunUntilAsync(() => task.IsCompleted, cancellationToken);
        return await task;
    }

    /// <summary>Lets time skip until the task has ended.</summary>
    /// <inheritdoc cref="RunUntilAsync(Func{bool}, CancellationToken)" path="/exception"/>
    public async Task RunUntilAsync(Task task, CancellationToken cancellationToken = default)
    {
        await RunUntilAsync(() => task.IsCompleted, cancellationToken);
        await task;
    }

    /// <summary>Lets time skip for as long as told, running everything that falls due.</summary>
    public Task AdvanceAsync(TimeSpan time, CancellationToken cancellationToken = default)
    {
        var until = Volatile.Read(ref _now) + time.Ticks;
        return OnThreadOfItsOwn(() => Run(() => Volatile.Read(ref _now) >= until, until, cancellationToken));
    }

    /// <summary>Lets time skip until the condition holds; it is looked at whenever everything has come to rest.</summary>
    /// <exception cref="ClockStalledException">
    /// Work held the clock still for longer than <see cref="StallTimeout"/>, no timer was left to wait for, or <see cref="Horizon"/> passed.
    /// </exception>
    public Task RunUntilAsync(Func<bool> condition, CancellationToken cancellationToken = default) =>
        OnThreadOfItsOwn(() => Run(condition, long.MaxValue, cancellationToken));

    // A thread outside the pool: the run watches the pool come to rest, and must not count as work itself.
    private static Task OnThreadOfItsOwn(Action run)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                run();
                done.SetResult();
            }
            catch (OperationCanceledException canceled)
            {
                done.SetCanceled(canceled.CancellationToken);
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = nameof(TestClock),
        };
        thread.Start();
        return done.Task;
    }

    private void Run(Func<bool> condition, long until, CancellationToken cancellationToken)
    {
        var horizon = Volatile.Read(ref _now) + Horizon.Ticks;
        while (true)
        {
            WaitForRest(cancellationToken);
            if (condition())
            {
                return;
            }

            if (!Step(until, horizon, condition))
            {
                return;
            }
        }
    }

    private bool Step(long until, long horizon, Func<bool> condition)
    {
        TestTimer? timer;
        lock (Gate)
        {
            timer = NextTimer(until);
            if (timer is null)
            {
                if (until != long.MaxValue)
                {
                    _now = until;
                    return true;
                }
            }
            else if (timer.Due > horizon)
            {
                throw new ClockStalledException($"Nothing that was waited for happened within {Horizon} of skipped time.");
            }
            else
            {
                _now = Math.Max(_now, timer.Due);
                timer.Arm(_now);
            }
        }

        if (timer is null)
        {
            if (condition())
            {
                return false;
            }

            throw new ClockStalledException("Everything waits, no timer is set, and what the run waits for has not happened.");
        }

        timer.Fire();
        return true;
    }

    private TestTimer? NextTimer(long until)
    {
        while (_timers.TryPeek(out var timer, out var at))
        {
            if (timer.Due != at.Due || timer.Order != at.Order)
            {
                _timers.Dequeue();
                continue;
            }

            if (at.Due > until)
            {
                return null;
            }

            _timers.Dequeue();
            return timer;
        }

        return null;
    }

    private void WaitForRest(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var spinner = default(SpinWait);
        var quiet = 0;
        var completed = -1L;
        while (quiet < 3)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = ThreadPool.CompletedWorkItemCount;
            if (PoolIsIdle() && !AnythingHoldsTheClock() && count == completed)
            {
                quiet++;
            }
            else
            {
                quiet = 0;
            }

            completed = count;
            if (watch.Elapsed > StallTimeout)
            {
                throw new ClockStalledException(DescribeStall());
            }

            spinner.SpinOnce(sleep1Threshold: 50);
        }
    }

    private static bool PoolIsIdle()
    {
        if (ThreadPool.PendingWorkItemCount > 0)
        {
            return false;
        }

        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return most == available;
    }

    private bool AnythingHoldsTheClock()
    {
        lock (Gate)
        {
            foreach (var scope in Busy)
            {
                if (scope.Holds)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private string DescribeStall()
    {
        lock (Gate)
        {
            var holders = Busy.Where(scope => scope.Holds).Select(scope => scope.What).Order(StringComparer.Ordinal).ToList();
            return holders.Count == 0
                ? $"The thread pool did not come to rest within {StallTimeout}."
                : $"Time stood still for {StallTimeout}, held by: {string.Join(", ", holders)}. Work that is to wait for this clock must wait with it: Task.Delay(time, clock, cancellationToken).";
        }
    }

    internal long Now => Volatile.Read(ref _now);

    internal void Schedule(TestTimer timer, long due)
    {
        timer.Due = due;
        timer.Order = ++_order;
        if (due != long.MaxValue)
        {
            _timers.Enqueue(timer, (due, timer.Order));
        }
    }
}
