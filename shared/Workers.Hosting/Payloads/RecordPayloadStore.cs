using Workers.Hosting.Stores;

namespace Workers.Hosting.Payloads;

/// <summary>Payloads as records, of at most 350,000 bytes: for workers that have a record store anyway.</summary>
internal sealed class RecordPayloadStore(IRecordStore records) : IPayloadStore
{
    private const string Partition = "payload";

    // Two attempts of one job may write at once; more than that is a fault.
    private const int Attempts = 5;

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        PayloadKey.Check(key);
        return (await records.GetAsync(new RecordKey(Partition, key), cancellationToken))?.Value;
    }

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        PayloadKey.Check(key);
        var name = new RecordKey(Partition, key);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var version = (await records.GetAsync(name, cancellationToken))?.Version ?? 0;
            if (await records.TryPutAsync(name, payload, version, cancellationToken: cancellationToken) is not null)
            {
                return;
            }
        }

        throw new IOException($"Payload '{key}' could not be written: somebody else kept writing it.");
    }
}
