namespace Workers.Aws.Transport;

/// <summary>Whether and when a failed attempt is followed by another: exponential back-off with full jitter.</summary>
internal sealed class RetryPolicy(AwsClientOptions options, Func<double> random)
{
    private const int MaxLeaseAttempts = 2;
    private static readonly TimeSpan MaxLeaseDelay = TimeSpan.FromSeconds(1);

    /// <param name="callClass">The call's class.</param>
    /// <param name="kind">Why the attempt failed.</param>
    /// <param name="attempt">Which attempt failed, counted from 1.</param>
    /// <param name="delay">The pause before the next attempt.</param>
    public bool TryNext(CallClass callClass, AwsErrorKind kind, int attempt, out TimeSpan delay)
    {
        delay = default;
        var attempts = callClass switch
        {
            CallClass.Poll => 1,
            CallClass.Lease => Math.Min(options.MaxAttempts, MaxLeaseAttempts),
            _ => options.MaxAttempts,
        };
        if (kind is AwsErrorKind.Final || attempt >= attempts)
        {
            return false;
        }

        var first = kind is AwsErrorKind.Throttled ? options.ThrottledRetryDelay : options.TransientRetryDelay;
        var limit = callClass is CallClass.Lease && options.MaxRetryDelay > MaxLeaseDelay ? MaxLeaseDelay : options.MaxRetryDelay;
        var ceiling = Math.Min(first.TotalSeconds * Math.Pow(2, attempt - 1), limit.TotalSeconds);
        delay = TimeSpan.FromSeconds(ceiling * random());
        return true;
    }
}
