using System.Runtime.CompilerServices;
using Workers.Hosting.Stores;

namespace ApprovalWorker.Tests.Support;

/// <summary>A record store that outlives its workers and can be down.</summary>
internal sealed class MemoryStore(TimeProvider time) : IRecordStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StoredRecord> _records = new(StringComparer.Ordinal);

    public bool IsDown { get; set; }

    /// <summary>What is stored of a partition.</summary>
    public IReadOnlyList<StoredRecord> All(string partition)
    {
        lock (_gate)
        {
            return [.. _records.Values.Where(record => record.Key.Partition == partition)];
        }
    }

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default)
    {
        ThrowIfDown();
        lock (_gate)
        {
            return Task.FromResult(Current(key));
        }
    }

    public Task<long?> TryPutAsync(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long expectedVersion,
        DateTimeOffset? expires = null,
        CancellationToken cancellationToken = default
    )
    {
        ThrowIfDown();
        lock (_gate)
        {
            if ((Current(key)?.Version ?? 0) != expectedVersion)
            {
                return Task.FromResult<long?>(null);
            }

            var version = expectedVersion + 1;
            _records[Name(key)] = new StoredRecord(key, value.ToArray(), version, expires);
            return Task.FromResult<long?>(version);
        }
    }

    public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        ThrowIfDown();
        lock (_gate)
        {
            if (expectedVersion is { } version && Current(key) is { } record && record.Version != version)
            {
                return Task.FromResult(false);
            }

            _records.Remove(Name(key));
            return Task.FromResult(true);
        }
    }

    public async IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ThrowIfDown();
        await Task.CompletedTask;
        foreach (var record in All(partition).Where(record => string.CompareOrdinal(record.Key.Id, after) > 0))
        {
            if (record.Expires is null || record.Expires > time.GetUtcNow())
            {
                yield return record;
            }
        }
    }

    private static string Name(RecordKey key) => $"{key.Partition}\n{key.Id}";

    private StoredRecord? Current(RecordKey key) =>
        _records.TryGetValue(Name(key), out var record) && (record.Expires is null || record.Expires > time.GetUtcNow()) ? record : null;

    private void ThrowIfDown()
    {
        if (IsDown)
        {
            throw new IOException("the disk is full");
        }
    }
}
