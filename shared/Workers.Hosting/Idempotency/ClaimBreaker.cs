using Microsoft.Extensions.Logging;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Settings;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Idempotency;

/// <summary>Stops the polls of idempotent sources while the record store does not answer.</summary>
internal sealed class ClaimBreaker(WorkerSettings settings, IRecordStore store, WorkerClock clock, ILogger<ClaimBreaker> logger)
    : StoreBreaker(NameOf(settings.Store, store), "whether jobs were done before", "idempotent sources", clock, logger)
{
    private static string NameOf(StoreOptions? options, IRecordStore store) =>
        options?.Kind switch
        {
            StoreKind.Sqlite => $"the record store (SQLite, {options.Path})",
            StoreKind.DynamoDb => $"the record store (DynamoDB, table {options.Table})",
            _ => $"the record store ({store.GetType().Name})",
        };
}
