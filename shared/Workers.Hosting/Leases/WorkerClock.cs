namespace Workers.Hosting.Leases;

/// <summary>Time that only moves forward, as the span since the worker was built: leases must not follow corrections of the wall clock.</summary>
internal sealed class WorkerClock(TimeProvider time)
{
    // Above this, the client's own time-out of 10 s leaves time for another call.
    private static readonly TimeSpan ShortLease = TimeSpan.FromMinutes(1);

    private readonly long _origin = time.GetTimestamp();

    public TimeProvider Time { get; } = time;

    public TimeSpan Now => Time.GetElapsedTime(_origin);

    /// <summary>
    /// Ends a call that renews a lease early enough for another one: a call that hangs for as long as the client lets it would outlive a
    /// short lease.
    /// </summary>
    /// <param name="lease">How long the lease lasts; zero if it has no end.</param>
    public CancellationTokenSource Patience(TimeSpan lease) =>
        lease > TimeSpan.Zero && lease < ShortLease ? new CancellationTokenSource(lease / 4, Time) : new CancellationTokenSource();

    /// <summary>
    /// How long to wait until a moment; zero when it has come. Timers count in whole milliseconds: rounded up, or the wait would end just before
    /// its moment, and whoever looks again would spin through the rest.
    /// </summary>
    public TimeSpan Until(TimeSpan moment)
    {
        var left = Math.Ceiling((moment - Now).TotalMilliseconds);
        return left > 0 ? TimeSpan.FromMilliseconds(left) : TimeSpan.Zero;
    }

    /// <inheritdoc cref="Until(TimeSpan)"/>
    public TimeSpan Until(DateTimeOffset moment) => Until(Now + (moment - Time.GetUtcNow()));

    /// <summary>What to tell of a call that renews a lease and failed.</summary>
    public static string Reason(Exception exception) =>
        exception is OperationCanceledException ? "no answer came within a quarter of the lease" : exception.Message;

    public DateTimeOffset ToDate(TimeSpan moment) => Time.GetUtcNow() + (moment - Now);
}
