namespace Workers.Aws.Transport;

/// <summary>How far the local clock is off the server's. AWS refuses signatures that are more than five minutes off.</summary>
internal sealed class ClockSkew(TimeProvider time)
{
    private static readonly long Tolerated = TimeSpan.FromMinutes(4).Ticks;
    private long _offset;

    public DateTimeOffset Now => time.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    /// <summary>Adopts the server's time when the signature's differed so much from it that it may have been refused for that.</summary>
    public bool TryCorrect(DateTimeOffset? serverTime, DateTimeOffset signedAt)
    {
        if (serverTime is not { } server || Math.Abs((server - signedAt).Ticks) <= Tolerated)
        {
            return false;
        }

        _ = Interlocked.Exchange(ref _offset, (server - time.GetUtcNow()).Ticks);
        return true;
    }
}
