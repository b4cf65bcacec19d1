using System.Runtime.CompilerServices;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Tests.Support;

/// <summary>A store that fails or hangs when the test says so, before a call is done or after.</summary>
internal sealed class FaultyRecordStore(IRecordStore inner) : IRecordStore
{
    /// <summary>Called before each call with its name, <c>get</c>, <c>put</c> or <c>delete</c>, and what is to be written.</summary>
    public Func<string, string, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called after each call that was done: failing here loses its answer.</summary>
    public Func<string, string, Task> After { get; set; } = (_, _) => Task.CompletedTask;

    public static Task Broken() => throw new IOException("The connection was reset.");

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default) =>
        CallAsync("get", default, () => inner.GetAsync(key, cancellationToken), cancellationToken);

    public Task<long?> TryPutAsync(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long expectedVersion,
        DateTimeOffset? expires = null,
        CancellationToken cancellationToken = default
    ) => CallAsync("put", value, () => inner.TryPutAsync(key, value, expectedVersion, expires, cancellationToken), cancellationToken);

    public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default) =>
        CallAsync("delete", default, () => inner.TryDeleteAsync(key, expectedVersion, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var record in inner.ListAsync(partition, after, cancellationToken))
        {
            yield return record;
        }
    }

    private async Task<T> CallAsync<T>(string call, ReadOnlyMemory<byte> value, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var text = System.Text.Encoding.UTF8.GetString(value.Span);
        await Before(call, text).WaitAsync(cancellationToken);
        var answer = await work();
        await After(call, text).WaitAsync(cancellationToken);
        return answer;
    }
}
