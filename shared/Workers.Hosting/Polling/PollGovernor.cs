using Workers.Aws;
using Workers.Hosting.Leases;

namespace Workers.Hosting.Polling;

/// <summary>
/// How many polls of a source may be open, and how long it pauses after a failure. More while polls come back full, one fewer for an empty
/// or failed one, half on a throttle; at least one, so that work is always noticed.
/// </summary>
/// <remarks>Only the source's loop enters; polls leave from anywhere. Whoever makes room for the next poll runs the loop to its next wait.</remarks>
internal sealed class PollGovernor(int most, WorkerClock clock, Jitter jitter)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FirstThrottlePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestFinalPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private TaskCompletionSource<bool>? _waiter;
    private int _open;
    private int _target = 1;
    private int _failures;
    private TimeSpan _failedAt = TimeSpan.MinValue;
    private bool _closed;

    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _open;
            }
        }
    }

    public int Target
    {
        get
        {
            lock (_gate)
            {
                return _target;
            }
        }
    }

    /// <summary>Waits until one more poll may be opened.</summary>
    /// <returns><see langword="false"/> when no more polls are to be opened at all.</returns>
    public async ValueTask<bool> EnterAsync()
    {
        while (true)
        {
            Task<bool> turn;
            lock (_gate)
            {
                if (_closed)
                {
                    return false;
                }

                if (_open < _target)
                {
                    _open++;
                    return true;
                }

                _waiter ??= new TaskCompletionSource<bool>();
                turn = _waiter.Task;
            }

            await turn;
        }
    }

    /// <summary>A poll was answered (or never opened), and its pause, if any, is over.</summary>
    public void Leave() => Change(static governor => governor._open--);

    /// <summary>No more polls.</summary>
    public void Close() => Change(static governor => governor._closed = true);

    /// <summary>A poll brought all it asked for. The loop hears of it when the poll leaves.</summary>
    public void Full() => Answered(+1);

    /// <summary>A poll brought less than it asked for, or nothing.</summary>
    public void NotFull() => Answered(-1);

    /// <summary>A poll failed.</summary>
    /// <param name="kind">What the failure means.</param>
    /// <param name="started">When the poll was opened: of polls that fail together, one counts.</param>
    /// <returns>How long to pause before the poll's place is given to another one.</returns>
    public TimeSpan Failed(AwsErrorKind kind, TimeSpan started)
    {
        lock (_gate)
        {
            if (started >= _failedAt)
            {
                _failures++;
                _failedAt = clock.Now;
                Aim(kind is AwsErrorKind.Throttled ? _target / 2 : _target - 1);
            }

            if (kind is AwsErrorKind.Final)
            {
                // Somebody has to act first. One slow poll is enough to notice that it was done.
                _target = 1;
                return jitter.Backoff(LongestFinalPause, LongestFinalPause, 1);
            }

            var first = kind is AwsErrorKind.Throttled ? FirstThrottlePause * 2 : FirstPause * 2;
            return jitter.Backoff(first, LongestPause, _failures);
        }
    }

    private void Answered(int more)
    {
        lock (_gate)
        {
            _failures = 0;
            Aim(_target + more);
        }
    }

    private void Aim(int target) => _target = Math.Clamp(target, 1, most);

    private void Change(Action<PollGovernor> change)
    {
        TaskCompletionSource<bool>? waiter;
        lock (_gate)
        {
            change(this);
            if (!_closed && _open >= _target)
            {
                return;
            }

            waiter = _waiter;
            _waiter = null;
        }

        waiter?.SetResult(true);
    }
}
