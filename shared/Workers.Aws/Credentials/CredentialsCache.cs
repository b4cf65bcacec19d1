using Amazon.Runtime;

namespace Workers.Aws.Credentials;

/// <summary>
/// Keeps resolved credentials at hand, so that a call does not pay for finding them. They are looked up again once a minute in the
/// background (a lookup that AWSSDK.Core answers from its own cache unless they changed or come near their end); a call waits for a lookup
/// only when there are none, or when they are about to expire.
/// </summary>
internal sealed class CredentialsCache(ICredentialsProvider provider, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lookup = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookupLimit = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan ExpiryMargin = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private volatile Entry? _entry;
    private volatile bool _everFound;
    private Task<Entry>? _lookup;

    /// <exception cref="AwsCredentialsException">There are none.</exception>
    public ValueTask<ImmutableCredentials> GetAsync(CancellationToken cancellationToken)
    {
        var entry = _entry;
        if (entry is null)
        {
            return new(WaitAsync(null, cancellationToken));
        }

        var now = time.GetUtcNow();
        if (now >= entry.ExpiresAt - ExpiryMargin)
        {
            return new(WaitAsync(entry, cancellationToken));
        }

        if (now >= entry.FreshUntil)
        {
            // Its failure is told by the call that needs it, if it comes to that.
            _ = LookUp(entry)
                .ContinueWith(
                    static failed => failed.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default
                );
        }

        return new(entry.Credentials);
    }

    /// <summary>Forgets the credentials, because AWS said that they have expired.</summary>
    public void Invalidate(ImmutableCredentials refused)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_entry?.Credentials, refused))
            {
                provider.Refuse();
                _entry = null;
            }
        }
    }

    public void Dispose() => provider.Dispose();

    private async Task<ImmutableCredentials> WaitAsync(Entry? expiring, CancellationToken cancellationToken)
    {
        try
        {
            return (await LookUp(expiring).WaitAsync(LookupLimit, time, cancellationToken)).Credentials;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // To the last second: the source may be back for the next call.
            if (expiring is not null && time.GetUtcNow() < expiring.ExpiresAt)
            {
                return expiring.Credentials;
            }

            throw CredentialsErrors.NotFound(e, _everFound);
        }
    }

    private Task<Entry> LookUp(Entry? old)
    {
        lock (_lock)
        {
            return _entry is { } current && !ReferenceEquals(current, old)
                ? Task.FromResult(current)
                : _lookup ??= Task.Run(() => LookUpAsync(old), CancellationToken.None);
        }
    }

    private async Task<Entry> LookUpAsync(Entry? old)
    {
        Entry? found = null;
        try
        {
            var (credentials, expiration) = await provider.ResolveAsync();
            _everFound = true;
            found = new Entry(credentials, expiration ?? DateTimeOffset.MaxValue, time.GetUtcNow() + Lookup);
            return found;
        }
        finally
        {
            lock (_lock)
            {
                // A failed lookup in the background shows when the old credentials have run out; until then it is repeated.
                _entry = found ?? (old is null ? null : old with { FreshUntil = time.GetUtcNow() + PauseAfterFailure });
                _lookup = null;
            }
        }
    }

    private sealed record Entry(ImmutableCredentials Credentials, DateTimeOffset ExpiresAt, DateTimeOffset FreshUntil);
}
