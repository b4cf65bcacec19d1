namespace Workers.Hosting.Leases;

/// <summary>Time that only moves forward, as the span since the worker was built: leases must not follow corrections of the wall clock.</summary>
internal sealed class WorkerClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    public TimeProvider Time { get; } = time;

    public TimeSpan Now => Time.GetElapsedTime(_origin);

    public DateTimeOffset ToDate(TimeSpan moment) => Time.GetUtcNow() + (moment - Now);
}
