using ApprovalWorker.Settings;
using Microsoft.Extensions.Logging;

namespace ApprovalWorker.Identity;

/// <summary>
/// The load balancer's public keys, fetched by their id and kept. Ids that somebody makes up cost a few fetches a minute, and nobody else's key.
/// </summary>
internal sealed partial class PublicKeys(ApprovalSettings settings, TimeProvider time, ILogger<PublicKeys> logger) : IDisposable
{
    // A load balancer has a handful.
    private const int MaxKeys = 32;
    private const int MaxMissing = 32;
    private const int MaxKeyBytes = 4096;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepMissing = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lookup> _lookups = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MaxKeyBytes,
    };
    private DateTimeOffset _toldAt = DateTimeOffset.MinValue;

    /// <summary>Finds a key.</summary>
    /// <returns>
    /// It in PEM, or <see langword="null"/> when there is none of that id, or too many ids were unknown within the last minute to ask for another.
    /// </returns>
    public async Task<string?> GetAsync(string keyId, CancellationToken cancellationToken)
    {
        // The id becomes a part of a URL.
        if (keyId.Length > 64 || !keyId.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
        {
            return null;
        }

        if (LookUp(keyId) is not { } lookup)
        {
            return null;
        }

        await lookup.Ended.WaitAsync(cancellationToken);
        return lookup.Pem;
    }

    public void Dispose() => _http.Dispose();

    private Lookup? LookUp(string keyId)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Forget(now);
            if (_lookups.TryGetValue(keyId, out var known))
            {
                known.UsedAt = now;
                return known;
            }

            // Those that are still on their way count, too: a key server that hangs must not be asked more and more.
            if (_lookups.Values.Count(one => !one.IsKey) >= MaxMissing)
            {
                if (now - _toldAt >= KeepMissing)
                {
                    _toldAt = now;
                    LogTooMany(MaxMissing);
                }

                return null;
            }

            // One fetch for all who ask for it meanwhile, and none of them waits for another key's.
            var lookup = new Lookup(now);
            lookup.Ended = FetchAsync(keyId, lookup);
            return _lookups[keyId] = lookup;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (keyId, lookup) in _lookups)
        {
            if (lookup.IsMissing && now - lookup.StartedAt >= KeepMissing)
            {
                _lookups.Remove(keyId);
            }
        }

        // Keys of other load balancers can be fetched as well; those that people sign in with are used all the time.
        while (_lookups.Count(one => one.Value.IsKey) > MaxKeys)
        {
            _lookups.Remove(_lookups.Where(one => one.Value.IsKey).MinBy(one => one.Value.UsedAt).Key);
        }
    }

    private async Task FetchAsync(string keyId, Lookup lookup)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        try
        {
            lookup.Pem = await _http.GetStringAsync(new Uri($"{settings.Identity.PublicKeyUrl!.TrimEnd('/')}/{keyId}"), deadline.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            LogMissing(keyId, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The load balancer's public key {KeyId} cannot be fetched: {Reason}")]
    private partial void LogMissing(string keyId, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} public keys could not be found within a minute, so that no others are asked for; somebody may be making up ids"
    )]
    private partial void LogTooMany(int count);

    private sealed class Lookup(DateTimeOffset startedAt)
    {
        public DateTimeOffset StartedAt { get; } = startedAt;

        public DateTimeOffset UsedAt { get; set; } = startedAt;

        public Task Ended { get; set; } = Task.CompletedTask;

        public string? Pem { get; set; }

        public bool IsKey => Pem is not null;

        public bool IsMissing => Ended.IsCompleted && Pem is null;
    }
}
