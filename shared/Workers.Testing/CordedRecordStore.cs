using System.Runtime.CompilerServices;
using Workers.Hosting.Stores;

namespace Workers.Testing;

/// <summary>A worker's records, on its cord.</summary>
internal sealed class CordedRecordStore(IRecordStore inner, Cord cord) : IRecordStore
{
    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default) =>
        cord.ThroughAsync(token => inner.GetAsync(key, token), cancellationToken);

    public Task<long?> TryPutAsync(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long expectedVersion,
        DateTimeOffset? expires = null,
        CancellationToken cancellationToken = default
    ) => cord.ThroughAsync(token => inner.TryPutAsync(key, value, expectedVersion, expires, token), cancellationToken);

    public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default) =>
        cord.ThroughAsync(token => inner.TryDeleteAsync(key, expectedVersion, token), cancellationToken);

    public async IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await using var records = inner.ListAsync(partition, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await cord.ThroughAsync(_ => records.MoveNextAsync().AsTask(), cancellationToken))
        {
            yield return records.Current;
        }
    }
}
