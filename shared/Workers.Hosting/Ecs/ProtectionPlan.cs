using Workers.Hosting.Jobs;

namespace Workers.Hosting.Ecs;

/// <summary>What to ask the agent for.</summary>
internal enum ProtectionStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Protection, or more of it.</summary>
    Protect,

    /// <summary>The end of protection.</summary>
    Release,
}

/// <summary>
/// Decides when the task needs protection: while any job that may outlast a stop runs. Its owner guards it; times are the worker clock's.
/// </summary>
/// <param name="jobTime">What a stop leaves to jobs.</param>
/// <param name="after">How long a job of unknown duration runs before it needs protection.</param>
/// <param name="expiry">How long protection lasts.</param>
/// <param name="longest">How long the task may be protected without a pause.</param>
internal sealed class ProtectionPlan(TimeSpan jobTime, TimeSpan after, TimeSpan expiry, TimeSpan longest)
{
    // ECS looks at its services every few seconds; a gap between two jobs would be too short for it.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Job, TimeSpan> _jobs = [];
    private readonly HashSet<string> _longSources = new(StringComparer.Ordinal);
    private TimeSpan _coveredUntil = TimeSpan.MinValue;
    private TimeSpan _renewAt = TimeSpan.MinValue;
    private TimeSpan _retryAt = TimeSpan.MinValue;
    private TimeSpan? _coveredSince;
    private TimeSpan? _freeSince;

    /// <summary>Requests in a row that were not done.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether the task was protected for too long, so that its long jobs must end before there are others.</summary>
    public bool IsResting { get; private set; }

    /// <summary>The sources whose jobs have needed protection since the last pause.</summary>
    public IReadOnlyCollection<string> LongSources => _longSources;

    /// <summary>A job starts.</summary>
    /// <returns>When it needs protection.</returns>
    public TimeSpan Add(Job job, TimeSpan now)
    {
        var average = job.Source.AverageDuration;
        var expected = job.MaxDuration ?? average;

        // Of an average, jobs that take a little longer are no exception; one that takes twice as long is.
        var usual = job.MaxDuration ?? Least(average * 2, jobTime);
        var due = expected > jobTime ? now : now + (usual > after ? usual : after);
        _jobs[job] = due;
        return due;
    }

    /// <summary>A job ended.</summary>
    /// <returns>Whether it needed protection.</returns>
    public bool Remove(Job job, TimeSpan now) => _jobs.Remove(job, out var due) && due <= now;

    /// <summary>Whether a source has to wait.</summary>
    public bool Holds(string source) => IsResting && _longSources.Contains(source);

    /// <summary>Decides.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lookAgain">When to decide again if nothing happens before.</param>
    public ProtectionStep Next(TimeSpan now, out TimeSpan lookAgain)
    {
        var next = TimeSpan.MaxValue;
        var isNeeded = Needed(now, ref next);
        var isCovered = now < _coveredUntil;
        Bound(isNeeded, isCovered, now, ref next);
        var step =
            isNeeded ? (isCovered && now < _renewAt ? ProtectionStep.None : ProtectionStep.Protect)
            : isCovered ? ProtectionStep.Release
            : ProtectionStep.None;
        if (step is not ProtectionStep.None && now < _retryAt)
        {
            Earlier(ref next, _retryAt, now);
            step = ProtectionStep.None;
        }

        Earlier(ref next, _renewAt, now);
        Earlier(ref next, _coveredUntil, now);
        lookAgain = next;
        return step;
    }

    /// <summary>The agent has answered.</summary>
    /// <param name="step">What was asked for.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="asked">When it was asked.</param>
    /// <param name="retryAt">When to ask again if it was not done.</param>
    public void Answered(ProtectionStep step, AgentResult result, TimeSpan asked, TimeSpan retryAt)
    {
        if (result is AgentResult.Done)
        {
            Failures = 0;
            _retryAt = TimeSpan.MinValue;
            _coveredUntil = step is ProtectionStep.Protect ? asked + expiry : TimeSpan.MinValue;
            _renewAt = asked + (expiry / 2);
            return;
        }

        Failures++;
        _retryAt = _renewAt = retryAt;
        if (result is AgentResult.Unknown && step is ProtectionStep.Protect)
        {
            // It may be protected, and then has to be released.
            _coveredUntil = asked + expiry;
        }
    }

    private bool Needed(TimeSpan now, ref TimeSpan next)
    {
        var isNeeded = false;
        foreach (var (job, due) in _jobs)
        {
            if (due > now)
            {
                Earlier(ref next, due, now);
            }
            else if (!job.Lease.Lost)
            {
                // A handler that ignores that its lease is lost works for nobody.
                isNeeded = true;
                _longSources.Add(job.Source.Name);
            }
        }

        return isNeeded;
    }

    private void Bound(bool isNeeded, bool isCovered, TimeSpan now, ref TimeSpan next)
    {
        if (isNeeded || isCovered)
        {
            _freeSince = null;
            _coveredSince ??= isCovered ? now : null;
        }
        else
        {
            _freeSince ??= now;
            if (now - _freeSince >= Pause)
            {
                _coveredSince = null;
                IsResting = false;
                _longSources.Clear();
            }
            else if (_coveredSince is not null)
            {
                Earlier(ref next, _freeSince.Value + Pause, now);
            }
        }

        if (_coveredSince is { } since)
        {
            IsResting |= now - since >= longest;
            Earlier(ref next, since + longest, now);
        }
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static void Earlier(ref TimeSpan next, TimeSpan other, TimeSpan now) => next = other > now && other < next ? other : next;
}
