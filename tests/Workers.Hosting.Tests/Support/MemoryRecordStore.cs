using System.Runtime.CompilerServices;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Tests.Support;

/// <summary>A record store in memory, held to the same contract as the real ones.</summary>
internal sealed class MemoryRecordStore(TimeProvider time) : IRecordStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RecordKey, StoredRecord> _records = [];
    private long _lastFirst;

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default)
    {
        RecordLimits.Check(key);
        lock (_gate)
        {
            return Task.FromResult(Find(key));
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
        RecordLimits.Check(key);
        RecordLimits.Check(value);
        lock (_gate)
        {
            if ((Find(key)?.Version ?? 0) != expectedVersion)
            {
                return Task.FromResult<long?>(null);
            }

            var version = expectedVersion == 0 ? _lastFirst += 1_000_000 : expectedVersion + 1;
            DateTimeOffset? vanishes = RecordLimits.ToSeconds(expires) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
            _records[key] = new StoredRecord(key, value.ToArray(), version, vanishes);
            return Task.FromResult<long?>(version);
        }
    }

    public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        RecordLimits.Check(key);
        lock (_gate)
        {
            if (expectedVersion is not null && Find(key) is { } found && found.Version != expectedVersion)
            {
                return Task.FromResult(false);
            }

            _records.Remove(key);
            return Task.FromResult(true);
        }
    }

    public async IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.CompletedTask;
        StoredRecord[] found;
        lock (_gate)
        {
            found =
            [
                .. _records
                    .Keys.Where(key => key.Partition == partition && string.CompareOrdinal(key.Id, after) > 0)
                    .OrderBy(key => key.Id, StringComparer.Ordinal)
                    .Select(Find)
                    .OfType<StoredRecord>(),
            ];
        }

        foreach (var record in found)
        {
            yield return record;
        }
    }

    private StoredRecord? Find(RecordKey key) =>
        _records.TryGetValue(key, out var record) && (record.Expires is null || record.Expires > time.GetUtcNow()) ? record : null;
}
