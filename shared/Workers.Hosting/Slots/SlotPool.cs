namespace Workers.Hosting.Slots;

/// <summary>
/// How many jobs a source may run at once. A slot is free, reserved (for what an open poll may bring) or used (by a job); reserved and
/// used are counted apart, or an idle worker would look full.
/// </summary>
/// <remarks>Only the source's loop reserves; slots are given back from anywhere.</remarks>
internal sealed class SlotPool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ITimer _linger;
    private TaskCompletionSource? _waiter;
    private int _wanted;
    private int _free;
    private int _reserved;
    private int _used;
    private int _peak;
    private bool _closed;

    public SlotPool(int total, TimeProvider time)
    {
        Total = total;
        _free = total;
        _linger = time.CreateTimer(static pool => ((SlotPool)pool!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Total { get; }

    public (int Free, int Reserved, int Used) Counts
    {
        get
        {
            lock (_gate)
            {
                return (_free, _reserved, _used);
            }
        }
    }

    /// <summary>Waits for a free slot and reserves it, with others that are free.</summary>
    /// <param name="most">How many to reserve at most.</param>
    /// <param name="linger">How long to wait for <paramref name="most"/> to be free, once one is.</param>
    /// <returns>How many were reserved; 0 when the pool was closed.</returns>
    public async ValueTask<int> ReserveAsync(int most, TimeSpan linger = default)
    {
        most = Math.Min(most, Total);
        var lingered = linger <= TimeSpan.Zero;
        while (true)
        {
            Task free;
            lock (_gate)
            {
                if (_closed)
                {
                    return 0;
                }

                if (_free >= (lingered ? 1 : most))
                {
                    var count = Math.Min(_free, most);
                    _free -= count;
                    _reserved += count;
                    return count;
                }

                var hasOne = _free > 0;
                if (hasOne)
                {
                    lingered = true;
                    _linger.Change(linger, Timeout.InfiniteTimeSpan);
                }

                _wanted = hasOne ? most : 1;
                _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
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
            return peak;
        }
    }

    /// <summary>A job ended.</summary>
    public void Release() => Free(0, 1);

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
