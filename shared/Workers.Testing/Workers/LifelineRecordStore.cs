using System.Runtime.CompilerServices;
using Workers.Hosting.Stores;

namespace Workers.Testing;

/// <summary>A worker's record store that is out of reach once the worker is dead.</summary>
internal sealed class LifelineRecordStore(WorkerLifeline lifeline, IRecordStore inner) : IRecordStore, IOpenedAtStart
{
    public Task OpenAsync(CancellationToken cancellationToken) =>
        inner is IOpenedAtStart store ? store.OpenAsync(cancellationToken) : Task.CompletedTask;

    public async Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken);
        try
        {
            return await inner.GetAsync(key, cancellationToken);
        }
        finally
        {
            await PassAsync(cancellationToken);
        }
    }

    public async Task<long?> TryPutAsync(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long expectedVersion,
        DateTimeOffset? expires = null,
        CancellationToken cancellationToken = default
    )
    {
        await PassAsync(cancellationToken);
        try
        {
            return await inner.TryPutAsync(key, value, expectedVersion, expires, cancellationToken);
        }
        finally
        {
            await PassAsync(cancellationToken);
        }
    }

    public async Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken);
        try
        {
            return await inner.TryDeleteAsync(key, expectedVersion, cancellationToken);
        }
        finally
        {
            await PassAsync(cancellationToken);
        }
    }

    public async IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await PassAsync(cancellationToken);
        await foreach (var record in inner.ListAsync(partition, after, cancellationToken))
        {
            await PassAsync(cancellationToken);
            yield return record;
        }
    }

    private Task PassAsync(CancellationToken cancellationToken) => lifeline.PassAsync(isRemote: false, cancellationToken);
}
