using System.Collections.Concurrent;
using ApprovalWorker.Settings;
using Microsoft.Extensions.Logging;

namespace ApprovalWorker.Identity;

/// <summary>The load balancer's public keys, fetched by their id and kept.</summary>
internal sealed partial class PublicKeys(ApprovalSettings settings, TimeProvider time, ILogger<PublicKeys> logger) : IDisposable
{
    // A load balancer has a handful; more are the invention of somebody who sends made-up ids.
    private const int MaxKeys = 32;
    private const int MaxKeyBytes = 4096;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepMissing = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string? Pem, DateTimeOffset FetchedAt)> _keys = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MaxKeyBytes,
    };

    /// <summary>Finds a key.</summary>
    /// <returns>It in PEM, or <see langword="null"/> when there is none of that id.</returns>
    public async Task<string?> GetAsync(string keyId, CancellationToken cancellationToken)
    {
        // The id becomes a part of a URL.
        if (keyId.Length > 64 || !keyId.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
        {
            return null;
        }

        if (Kept(keyId, out var pem))
        {
            return pem;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (Kept(keyId, out pem))
            {
                return pem;
            }

            if (_keys.Count >= MaxKeys)
            {
                _keys.Clear();
            }

            pem = await FetchAsync(keyId, cancellationToken);
            _keys[keyId] = (pem, time.GetUtcNow());
            return pem;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _one.Dispose();
    }

    private bool Kept(string keyId, out string? pem)
    {
        var isKept = _keys.TryGetValue(keyId, out var key) && (key.Pem is not null || time.GetUtcNow() - key.FetchedAt < KeepMissing);
        pem = key.Pem;
        return isKept;
    }

    private async Task<string?> FetchAsync(string keyId, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await _http.GetStringAsync(new Uri($"{settings.Identity.PublicKeyUrl!.TrimEnd('/')}/{keyId}"), either.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException || deadline.IsCancellationRequested)
        {
            LogMissing(keyId, exception.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The load balancer's public key {KeyId} cannot be fetched: {Reason}")]
    private partial void LogMissing(string keyId, string reason);
}
