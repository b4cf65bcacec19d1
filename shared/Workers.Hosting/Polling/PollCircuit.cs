namespace Workers.Hosting.Polling;

/// <summary>
/// Whether the jobs' calls of one target get through. Closed while they do; open once none has for too long; half open whenever nothing is
/// left that would show a recovery, so that one more job has to. Its owner guards it; times are the worker clock's.
/// </summary>
/// <param name="limit">For how long nothing gets through until it opens.</param>
internal sealed class PollCircuit(TimeSpan limit)
{
    // How long a job that was taken to try is waited for, before the next one is.
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromSeconds(30);

    private TimeSpan _probeAt;
    private TimeSpan _doubtUntil;
    private int _troubled;

    /// <summary>When the first of the failures began between which nothing got through; <see langword="null"/> without any.</summary>
    public TimeSpan? FailingSince { get; private set; }

    public bool IsOpen { get; private set; }

    /// <summary>What the last failure said.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>A call failed.</summary>
    /// <param name="isFirst">Whether it is its job's first attempt.</param>
    /// <param name="started">When the attempt began: one that hung has failed for all that time.</param>
    /// <param name="now">The time.</param>
    /// <param name="reason">Why.</param>
    /// <returns>Whether that opened it.</returns>
    public bool Failed(bool isFirst, TimeSpan started, TimeSpan now, string reason)
    {
        _troubled += isFirst ? 1 : 0;
        FailingSince ??= started;
        Reason = reason;
        _probeAt = _doubtUntil = now + BetweenProbes;
        return TryOpen(now);
    }

    /// <summary>A call was answered for good, whatever the answer was.</summary>
    /// <param name="wasTroubled">Whether it had failed before.</param>
    /// <returns>Whether that closed it.</returns>
    public bool Answered(bool wasTroubled)
    {
        _troubled -= wasTroubled ? 1 : 0;
        FailingSince = null;
        var wasOpen = IsOpen;
        IsOpen = false;
        return wasOpen;
    }

    /// <summary>A call that had failed is not tried any more.</summary>
    /// <param name="now">The time.</param>
    /// <returns>Whether that opened it: the call was made in all the time that nothing got through.</returns>
    public bool GivenUp(TimeSpan now)
    {
        _troubled--;
        if (TryOpen(now))
        {
            return true;
        }

        if (_troubled == 0 && !IsOpen)
        {
            // One failure now and another tomorrow do not make a day of failures.
            FailingSince = null;
        }

        return false;
    }

    /// <summary>Asks for a poll.</summary>
    /// <param name="now">The time.</param>
    /// <param name="askAgain">When to ask again, at the latest.</param>
    /// <returns>Whether to poll: always while it is closed, for one job to try with when it is half open.</returns>
    public bool TryPoll(TimeSpan now, out TimeSpan askAgain)
    {
        // Calls that are tried again show a recovery by themselves.
        askAgain = _troubled > 0 ? TimeSpan.MaxValue : _probeAt;
        if (IsOpen && now < askAgain)
        {
            return false;
        }

        _probeAt = now + BetweenProbes;
        return true;
    }

    /// <summary>
    /// Whether calls are known not to get through: it is open, and one is still tried again, or failed just now. A source that takes a job to try
    /// with, and has none, may be as well as any other.
    /// </summary>
    public bool IsFailing(TimeSpan now) => IsOpen && (_troubled > 0 || now < _doubtUntil);

    private bool TryOpen(TimeSpan now)
    {
        if (IsOpen || FailingSince is not { } since || now - since < limit)
        {
            return false;
        }

        IsOpen = true;
        return true;
    }
}
