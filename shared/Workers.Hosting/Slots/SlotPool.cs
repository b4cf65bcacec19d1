namespace Workers.Hosting.Slots;

/// <summary>
/// How many jobs a source may run at once. A slot is free, reserved (for what an open poll may bring) or used (by a job); reserved and
/// used are counted apart, or an idle worker would look full.
/// </summary>
/// <remarks>
/// Only the source's loop reserves; slots are given back from anywhere. Whoever gives one back that the loop waits for runs the loop to its next
/// wait, which saves a change of threads for every job.
/// </remarks>
internal sealed class SlotPool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ITimer _linger;
    private TaskCompletionSource? _waiter;
    private int _wanted;
    private int _free;
    private int _reserved;
    private int _used;
    private int _lent;
    private int _peak;
    private bool _closed;

    public SlotPool(int total, TimeProvider time)
    {
        Total = total;
        _free = total;
        Turns = new SlotTurns(total, time);
        _linger = time.CreateTimer(static pool => ((SlotPool)pool!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Total { get; }

    /// <summary>Who of the jobs may run: more may be there than there are slots, when some were received ahead.</summary>
    public SlotTurns Turns { get; }

    /// <summary>What metrics tell: jobs that were received ahead count as nothing until they have a slot.</summary>
    public (int Free, int Reserved, int Used) Counts
    {
        get
        {
            lock (_gate)
            {
                return (Math.Max(0, _free), _reserved, Math.Min(_used, Total));
            }
        }
    }

    /// <summary>Waits for a free slot and reserves it, with others that are free.</summary>
    /// <param name="most">How many to reserve at most.</param>
    /// <param name="linger">How long to wait for <paramref name="most"/> to be free, once one is.</param>
    /// <param name="expected">How many slots that are not free yet may be reserved, because they will be when they are needed. Asked again and again.</param>
    /// <returns>How many were reserved; 0 when the pool was closed.</returns>
    public async ValueTask<int> ReserveAsync(int most, TimeSpan linger = default, Func<int>? expected = null)
    {
        most = Math.Min(most, Total);
        var lingered = linger <= TimeSpan.Zero;
        while (true)
        {
            Task free;
            var ahead = expected?.Invoke() ?? 0;
            lock (_gate)
            {
                if (_closed)
                {
                    return 0;
                }

                var available = _free + ahead;
                if (available >= (lingered ? 1 : most))
                {
                    var count = Math.Min(available, most);
                    _free -= count;
                    _reserved += count;
                    return count;
                }

                var hasOne = available > 0;
                if (hasOne)
                {
                    lingered = true;
                    _linger.Change(linger, Timeout.InfiniteTimeSpan);
                }

                _wanted = (hasOne ? most : 1) - ahead;
                _waiter = new TaskCompletionSource();
                free = _waiter.Task;
            }

            await free;
        }
    }

    /// <summary>Gives back what a poll did not need.</summary>
    public void Unreserve(int count) => Free(count, 0);

    /// <summary>A poll brought jobs: their slots are used from now on.</summary>
    public void Use(int count)
    {
        lock (_gate)
        {
            _reserved -= count;
            _used += count;
            _peak = Math.Max(_peak, _used);
        }
    }

    /// <summary>The most slots that were used at once since the last call, jobs that came and went included.</summary>
    public int TakePeak()
    {
        lock (_gate)
        {
            var peak = _peak;
            _peak = _used;
            return Math.Min(peak, Total);
        }
    }

    /// <summary>
    /// A job's handler is through and its result is on its way: the next job may have its slot meanwhile. No more than as many jobs as there are
    /// slots may have lent theirs, or an AWS that does not answer would fill the memory.
    /// </summary>
    public void Lend(SlotHolder job)
    {
        lock (_gate)
        {
            if (job.Slot is not SlotUse.Used || _lent >= Total)
            {
                return;
            }

            job.Slot = SlotUse.Lent;
            _lent++;
        }

        Free(0, 1);
    }

    /// <summary>The result has to be sent again: what waits like that is to hold up the polls, as running jobs do, and not to grow.</summary>
    public void TakeBack(SlotHolder job)
    {
        lock (_gate)
        {
            if (job.Slot is SlotUse.Lent)
            {
                _lent--;
                _free--;
                _used++;
            }

            job.Slot = SlotUse.Kept;
        }
    }

    /// <summary>A job ended, or what was received needed none.</summary>
    public void Release(SlotHolder? job = null)
    {
        lock (_gate)
        {
            if (job?.Slot is SlotUse.Lent)
            {
                _lent--;
                return;
            }
        }

        Free(0, 1);
    }

    /// <summary>Ends the waiting: no more slots are handed out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        Wake();
    }

    public void Dispose() => _linger.Dispose();

    private void Free(int reserved, int used)
    {
        lock (_gate)
        {
            _reserved -= reserved;
            _used -= used;
            _free += reserved + used;
            if (_waiter is null || _free < _wanted)
            {
                return;
            }
        }

        Wake();
    }

    private void Wake()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            waiter = _waiter;
            _waiter = null;
        }

        waiter?.SetResult();
    }
}
