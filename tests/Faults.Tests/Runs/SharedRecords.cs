using System.Runtime.CompilerServices;
using Workers.Hosting.Stores;

namespace Faults.Tests.Runs;

/// <summary>The record store that the workers of a day share. It outlives them, and tells of what is written.</summary>
internal sealed class SharedRecords(TimeProvider time, Action<StoredRecord> written) : IRecordStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RecordKey, StoredRecord> _records = [];
    private long _lastFirst;

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default)
    {
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
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if ((Find(key)?.Version ?? 0) != expectedVersion)
            {
                return Task.FromResult<long?>(null);
            }

            // A record that is created again does not take a version that was read before.
            var version = expectedVersion == 0 ? _lastFirst += 1_000_000 : expectedVersion + 1;
            _records[key] = new StoredRecord(key, value.ToArray(), version, expires);
            written(_records[key]);
            return Task.FromResult<long?>(version);
        }
    }

    public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
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
