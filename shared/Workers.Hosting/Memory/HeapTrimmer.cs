using Workers.Hosting.Leases;

namespace Workers.Hosting.Memory;

/// <summary>
/// Gives the heap back after a rush. The garbage collector works when something is allocated, so a worker that has fallen idle would keep what
/// its busiest minute needed, and be sized and alarmed by it.
/// </summary>
internal sealed class HeapTrimmer : IDisposable
{
    /// <summary>How long nothing runs before the heap is looked at.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>How much must have been allocated since the last time, in bytes: a full collection takes some tens of milliseconds.</summary>
    public const long Worth = 16 * 1024 * 1024;

    private readonly WorkerClock _clock;
    private readonly Func<long> _allocated;
    private readonly Action _collect;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _collectedAt;
    private TimeSpan _lookAt;
    private bool _isAtRest;
    private bool _isArmed;

    public HeapTrimmer(WorkerClock clock)
        : this(clock, static () => GC.GetTotalAllocatedBytes(precise: false), Collect) { }

    public HeapTrimmer(WorkerClock clock, Func<long> allocated, Action collect)
    {
        _clock = clock;
        _allocated = allocated;
        _collect = collect;
        _collectedAt = allocated();
        _timer = clock.Time.CreateTimer(
            static trimmer => ((HeapTrimmer)trimmer!).Look(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>The first job runs again.</summary>
    public void Stir() => Volatile.Write(ref _isAtRest, false);

    /// <summary>The last job that ran has ended.</summary>
    public void Settle()
    {
        if (_allocated() - Volatile.Read(ref _collectedAt) < Worth)
        {
            return;
        }

        lock (_gate)
        {
            _isAtRest = true;
            _lookAt = _clock.Now + Rest;
            if (!_isArmed)
            {
                _isArmed = true;
                _timer.Change(Rest, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            var left = _clock.Until(_lookAt);
            if (_isAtRest && left > TimeSpan.Zero)
            {
                // It was stirred meanwhile.
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            _isArmed = false;
            if (!_isAtRest)
            {
                return;
            }
        }

        _collect();
        Volatile.Write(ref _collectedAt, _allocated());
    }

    private static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
