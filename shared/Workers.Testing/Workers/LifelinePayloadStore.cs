using Workers.Hosting.Payloads;

namespace Workers.Testing;

/// <summary>A worker's payload store that is out of reach once the worker is dead.</summary>
internal sealed class LifelinePayloadStore(WorkerLifeline lifeline, IPayloadStore inner) : IPayloadStore
{
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        await lifeline.PassAsync(isRemote: false, cancellationToken);
        try
        {
            return await inner.ReadAsync(key, cancellationToken);
        }
        finally
        {
            await lifeline.PassAsync(isRemote: false, cancellationToken);
        }
    }

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        await lifeline.PassAsync(isRemote: false, cancellationToken);
        try
        {
            await inner.WriteAsync(key, payload, cancellationToken);
        }
        finally
        {
            await lifeline.PassAsync(isRemote: false, cancellationToken);
        }
    }
}
