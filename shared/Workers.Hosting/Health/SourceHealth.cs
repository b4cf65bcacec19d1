using Workers.Hosting.Leases;

namespace Workers.Hosting.Health;

/// <summary>What one source's poll loop says of itself.</summary>
/// <param name="name">The source's name.</param>
/// <param name="longPoll">How long a poll may take.</param>
/// <param name="clock">The time.</param>
/// <param name="brake">Why the runtime holds its polls back, or <see langword="null"/>; asked whatever the loop does at the time.</param>
internal sealed class SourceHealth(string name, TimeSpan longPoll, WorkerClock clock, Func<string?>? brake = null)
{
    // What a poll may take beyond its long poll before the loop counts as hung: connecting, a retry, a slow answer.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private TimeSpan _progress = clock.Now;
    private string? _problem;
    private string? _lastError;
    private bool _isReached;
    private bool _wasAnswered;
    private bool _waitsForSlot;
    private int _openPolls;
    private Func<string?>? _atGate;
    private bool _ended;

    public string Name { get; } = name;

    /// <summary>A poll was answered, or a call before the first one that shows that polls will be.</summary>
    /// <returns>Whether the one before had failed.</returns>
    public bool Answered()
    {
        lock (_gate)
        {
            var isBack = _problem is not null || _lastError is not null;
            _progress = clock.Now;
            _problem = null;
            _lastError = null;
            _isReached = true;
            _wasAnswered = true;
            return isBack;
        }
    }

    /// <summary>Nothing can be asked before the first poll: until one fails, the source counts as reached.</summary>
    public void Trust()
    {
        lock (_gate)
        {
            _isReached = true;
        }
    }

    /// <summary>A poll is on its way.</summary>
    public void PollOpened()
    {
        lock (_gate)
        {
            _openPolls++;
        }
    }

    /// <summary>A poll is over, answered or failed.</summary>
    public void PollClosed()
    {
        lock (_gate)
        {
            _openPolls--;
        }
    }

    /// <summary>No slot is free: unless an open poll holds one, no poll is missed for as long as that lasts.</summary>
    public void WaitsForSlot()
    {
        lock (_gate)
        {
            _waitsForSlot = true;
        }
    }

    /// <summary>The slot that the loop waited for came free: from here on the poll has to be answered in time.</summary>
    public void GotSlot()
    {
        lock (_gate)
        {
            if (_waitsForSlot)
            {
                _waitsForSlot = false;
                _progress = clock.Now;
            }
        }
    }

    /// <summary>The loop waits for leave to poll: as long as that lasts, no poll is missed.</summary>
    /// <param name="problem">Why that makes the source not ready, or <see langword="null"/>.</param>
    public void WaitsAtGate(Func<string?> problem)
    {
        lock (_gate)
        {
            _atGate = problem;
        }
    }

    /// <summary>The loop was given leave to poll.</summary>
    /// <param name="waited">Whether that took time, which then does not count as silence.</param>
    public void PassedGate(bool waited)
    {
        lock (_gate)
        {
            _atGate = null;
            if (waited)
            {
                _progress = clock.Now;
            }
        }
    }

    /// <summary>A poll failed in passing.</summary>
    public void Failed(string error)
    {
        lock (_gate)
        {
            _lastError = error;
            _isReached &= _wasAnswered;
        }
    }

    /// <summary>A poll failed in a way that needs somebody's help.</summary>
    /// <returns>Whether that is new.</returns>
    public bool Needs(string problem)
    {
        lock (_gate)
        {
            var isNew = _problem != problem;
            _problem = problem;
            return isNew;
        }
    }

    /// <summary>The loop ended although nobody asked it to.</summary>
    public void Ended()
    {
        lock (_gate)
        {
            _ended = true;
        }
    }

    /// <summary>Why the source is not live, or <see langword="null"/>.</summary>
    public string? NotLive()
    {
        lock (_gate)
        {
            return _ended ? $"{Name}: its poll loop has ended" : null;
        }
    }

    /// <summary>Why the source is not ready, or <see langword="null"/>.</summary>
    public string? NotReady()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return $"{Name}: its poll loop has ended";
            }

            if (_problem is not null)
            {
                return $"{Name}: {_problem}";
            }

            if (brake?.Invoke() is { } held)
            {
                return $"{Name}: {held}";
            }

            if (_atGate is not null)
            {
                return _atGate() is { } reason ? $"{Name}: {reason}" : null;
            }

            var silence = clock.Now - _progress;
            var error = _lastError is null ? "" : $" (last error: {_lastError})";
            if (!_isReached)
            {
                return $"{Name}: nothing was answered yet since the start {silence.TotalSeconds:0} s ago{error}";
            }

            // An open poll that holds the last free slot has to be answered in time, too.
            var isFull = _waitsForSlot && _openPolls == 0;
            return !isFull && silence > longPoll + Margin ? $"{Name}: no poll was answered for {silence.TotalSeconds:0} s{error}" : null;
        }
    }
}
