using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Workers.Hosting.Payloads;

namespace Workers.Hosting.Tests.Support;

/// <summary>A program's own payload store, which can fail when the test says so.</summary>
internal sealed class MemoryPayloadStore : IPayloadStore
{
    public ConcurrentDictionary<string, byte[]> Payloads { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Reads { get; } = new();

    public Action OnCall { get; set; } = () => { };

    /// <summary>Puts a payload by hand, and returns a reference to it.</summary>
    public string Put(string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Payloads[$"payloads/by-hand/{hash}"] = bytes;
        return $$$"""{"workersPayload":{"kind":"Own","key":"payloads/by-hand/{{{hash}}}","bytes":{{{bytes.Length}}},"sha256":"{{{hash}}}"}}""";
    }

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        Reads.Enqueue(key);
        OnCall();
        return Task.FromResult(
            Payloads.TryGetValue(key, out var payload) ? new ReadOnlyMemory<byte>(payload) : (ReadOnlyMemory<byte>?)null
        );
    }

    public Task WriteAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OnCall();
        Payloads[key] = payload.ToArray();
        return Task.CompletedTask;
    }
}
