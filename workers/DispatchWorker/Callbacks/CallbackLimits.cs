using System.Threading.RateLimiting;
using DispatchWorker.Settings;

namespace DispatchWorker.Callbacks;

/// <summary>How many requests are let in: token buckets of two seconds' worth, one for each id and one for all.</summary>
internal sealed class CallbackLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> _all;

    public CallbackLimits(DispatchSettings settings)
    {
        // The one for all comes first: ids that somebody makes up must not fill the memory with buckets.
        var callbacks = settings.Callbacks;
        _all = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<string, string>(_ =>
                RateLimitPartition.GetTokenBucketLimiter("", _ => Bucket(callbacks.RequestsPerSecond))
            ),
            PartitionedRateLimiter.Create<string, string>(id =>
                RateLimitPartition.GetTokenBucketLimiter(id, _ => Bucket(callbacks.RequestsPerSecondPerId))
            )
        );
    }

    /// <summary>Lets a request in.</summary>
    /// <param name="id">The id it is about.</param>
    /// <param name="retryAfter">When to try again, if not.</param>
    public bool LetsIn(string id, out TimeSpan retryAfter)
    {
        using var lease = _all.AttemptAcquire(id);
        retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        return lease.IsAcquired;
    }

    public void Dispose() => _all.Dispose();

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) =>
        new()
        {
            TokenLimit = 2 * perSecond,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        };
}
