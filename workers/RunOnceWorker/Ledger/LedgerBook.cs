using System.Text.Json;
using Workers.Hosting.Stores;

namespace RunOnceWorker.Ledger;

/// <summary>The ledger: entries are added, never changed.</summary>
internal sealed class LedgerBook(IRecordStore records)
{
    private const string Partition = "ledger";

    /// <summary>Adds an entry unless its id is taken.</summary>
    /// <returns>The entry that stands in the ledger under the id: this one, or an earlier one.</returns>
    public async Task<LedgerEntry> AddAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var key = new RecordKey(Partition, entry.EntryId);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(entry, LedgerJson.Default.LedgerEntry);
        if (await records.TryPutAsync(key, bytes, expectedVersion: 0, cancellationToken: cancellationToken) is not null)
        {
            return entry;
        }

        var standing =
            await records.GetAsync(key, cancellationToken)
            ?? throw new InvalidOperationException($"Ledger entry {entry.EntryId} was there and is gone; entries are never removed.");
        return JsonSerializer.Deserialize(standing.Value.Span, LedgerJson.Default.LedgerEntry)!;
    }
}
