using System.Runtime.CompilerServices;
using System.Text.Json;
using Workers.Hosting.Stores;

namespace DispatchWorker.Tests.Support;

/// <summary>A record store that outlives the workers of a test, and can fail.</summary>
internal sealed class MemoryStore(TimeProvider time) : IRecordStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string Partition, string Id), StoredRecord> _records = [];

    /// <summary>How many of the next writes fail.</summary>
    public int FailingWrites { get; set; }

    /// <summary>Every task token that was ever written.</summary>
    public HashSet<string> Tokens { get; } = new(StringComparer.Ordinal);

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
        Assert.True(value.Length <= 350_000, $"{key} has {value.Length} bytes");
        lock (_gate)
        {
            if (FailingWrites > 0)
            {
                FailingWrites--;
                throw new IOException("The store is not there.");
            }

            var version = Find(key)?.Version ?? 0;
            if (version != expectedVersion)
            {
                return Task.FromResult<long?>(null);
            }

            if (key.Partition == "dispatch")
            {
                using var document = JsonDocument.Parse(value);
                Tokens.Add(document.RootElement.GetProperty("taskToken").GetString()!);
            }

            _records[(key.Partition, key.Id)] = new StoredRecord(key, value.ToArray(), version + 1, expires);
            return Task.FromResult<long?>(version + 1);
        }
    }

    public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (Find(key) is { } record && expectedVersion is { } version && record.Version != version)
            {
                return Task.FromResult(false);
            }

            _records.Remove((key.Partition, key.Id));
            return Task.FromResult(true);
        }
    }

    public async IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        List<StoredRecord> found;
        lock (_gate)
        {
            found = [.. _records.Values.Where(record => record.Key.Partition == partition && Find(record.Key) is not null)];
        }

        await Task.CompletedTask;
        foreach (var record in found.Where(record => string.CompareOrdinal(record.Key.Id, after) > 0))
        {
            yield return record;
        }
    }

    private StoredRecord? Find(RecordKey key) =>
        _records.TryGetValue((key.Partition, key.Id), out var record) && !(record.Expires <= time.GetUtcNow()) ? record : null;
}
