using System.Threading.RateLimiting;
using DispatchWorker.Settings;

namespace DispatchWorker.Callbacks;

/// <summary>How many requests are let in: token buckets of two seconds' worth, one for each id and one for all.</summary>
internal sealed class CallbackLimits : IDisposable
{
    // Ids share buckets, so that ids that somebody makes up do not fill the memory with them. Which ids do differs from process to process.
    private const int Buckets = 65_536;

    private readonly PartitionedRateLimiter<string> _all;

    public CallbackLimits(DispatchSettings settings)
    {
        // The one for an id comes first: what it turns away must not use up what all others are let in by.
        var callbacks = settings.Callbacks;
        _all = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<string, uint>(id =>
                RateLimitPartition.GetTokenBucketLimiter(BucketOf(id), _ => Bucket(callbacks.RequestsPerSecondPerId))
            ),
            PartitionedRateLimiter.Create<string, string>(_ =>
                RateLimitPartition.GetTokenBucketLimiter("", _ => Bucket(callbacks.RequestsPerSecond))
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

    // A text's hash is keyed by a random number of the process: nobody can choose ids that share a bucket with another one.
    private static uint BucketOf(string id) => (uint)id.GetHashCode(StringComparison.Ordinal) % Buckets;

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) =>
        new()
        {
            TokenLimit = 2 * perSecond,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        };
}
