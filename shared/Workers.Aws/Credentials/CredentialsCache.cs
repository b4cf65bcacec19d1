using Amazon.Runtime;

namespace Workers.Aws.Credentials;

/// <summary>
/// Keeps resolved credentials at hand, so that a call does not pay for finding them. They are looked up again once a minute (a lookup that
/// AWSSDK.Core answers from its own cache unless a file or a variable changed), and in good time before they expire.
/// </summary>
internal sealed class CredentialsCache(ICredentialsProvider provider, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lookup = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookupLimit = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan ExpiryMargin = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private volatile Entry? _entry;
    private Task<Entry>? _lookup;

    /// <exception cref="AwsCredentialsException">There are none.</exception>
    public ValueTask<ImmutableCredentials> GetAsync(CancellationToken cancellationToken)
    {
        var entry = _entry;
        return entry is not null && time.GetUtcNow() < entry.FreshUntil
            ? new(entry.Credentials)
            : new(RefreshAsync(entry, cancellationToken));
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

    private async Task<ImmutableCredentials> RefreshAsync(Entry? stale, CancellationToken cancellationToken)
    {
        Task<Entry> lookup;
        lock (_lock)
        {
            if (_entry is { } current && !ReferenceEquals(current, stale))
            {
                return current.Credentials;
            }

            lookup = _lookup ??= Task.Run(LookUpAsync, CancellationToken.None);
        }

        try
        {
            return (await lookup.WaitAsync(LookupLimit, time, cancellationToken)).Credentials;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Credentials that have not expired yet serve on: their source may be away for a moment, and is asked again by the next call.
            if (stale is not null && time.GetUtcNow() < stale.ExpiresAt)
            {
                return stale.Credentials;
            }

            throw CredentialsErrors.NotFound(e, everFound: stale is not null);
        }
    }

    private async Task<Entry> LookUpAsync()
    {
        try
        {
            var (credentials, expiration) = await provider.ResolveAsync();
            var now = time.GetUtcNow();
            var expiresAt = expiration ?? DateTimeOffset.MaxValue;
            var freshUntil = now + Lookup;
            var entry = new Entry(credentials, expiresAt, expiresAt - ExpiryMargin < freshUntil ? expiresAt - ExpiryMargin : freshUntil);
            _entry = entry;
            return entry;
        }
        finally
        {
            lock (_lock)
            {
                _lookup = null;
            }
        }
    }

    private sealed record Entry(ImmutableCredentials Credentials, DateTimeOffset ExpiresAt, DateTimeOffset FreshUntil);
}
