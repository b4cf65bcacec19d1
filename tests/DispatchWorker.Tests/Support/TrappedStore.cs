using Workers.Hosting.Stores;

namespace DispatchWorker.Tests.Support;

/// <summary>The vault's store, each write into which may be a dispatcher's last.</summary>
internal sealed class TrappedStore(IRecordStore store, CrashTrap trap) : IRecordStore
{
    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default) =>
        store.GetAsync(key, cancellationToken);

    public Task<long?> TryPutAsync(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long expectedVersion,
        DateTimeOffset? expires = null,
        CancellationToken cancellationToken = default
    ) => trap.DoAsync($"put {key.Partition}", () => store.TryPutAsync(key, value, expectedVersion, expires, cancellationToken));

    public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default) =>
        trap.DoAsync($"delete {key.Partition}", () => store.TryDeleteAsync(key, expectedVersion, cancellationToken));

    public IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        CancellationToken cancellationToken = default
    ) => store.ListAsync(partition, after, cancellationToken);
}
