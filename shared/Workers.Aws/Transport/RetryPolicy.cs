namespace Workers.Aws.Transport;

/// <summary>Whether and when a failed attempt is followed by another: exponential back-off with full jitter.</summary>
internal sealed class RetryPolicy(AwsClientOptions options, Func<double> random)
{
    /// <param name="callClass">The call's class.</param>
    /// <param name="kind">Why the attempt failed.</param>
    /// <param name="attempt">Which attempt failed, counted from 1.</param>
    /// <param name="delay">The pause before the next attempt.</param>
    public bool TryNext(CallClass callClass, AwsErrorKind kind, int attempt, out TimeSpan delay)
    {
        delay = default;
        var attempts = callClass is CallClass.Call ? options.MaxAttempts : 1;
        if (kind is AwsErrorKind.Final || attempt >= attempts)
        {
            return false;
        }

        var first = kind is AwsErrorKind.Throttled ? options.ThrottledRetryDelay : options.TransientRetryDelay;
        var ceiling = Math.Min(first.TotalSeconds * Math.Pow(2, attempt - 1), options.MaxRetryDelay.TotalSeconds);
        delay = TimeSpan.FromSeconds(ceiling * random());
        return true;
    }
}
