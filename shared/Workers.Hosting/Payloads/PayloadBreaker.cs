using Microsoft.Extensions.Logging;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Payloads;

/// <summary>Stops the polls of sources whose jobs have payloads while the payload store does not answer.</summary>
internal sealed class PayloadBreaker(WorkerSettings settings, IPayloadStore store, WorkerClock clock, ILogger<PayloadBreaker> logger)
    : StoreBreaker(NameOf(settings.Payloads, store), "for payloads", "sources whose jobs have any", clock, logger)
{
    private static string NameOf(PayloadOptions? options, IPayloadStore store) =>
        options?.Kind switch
        {
            PayloadStoreKind.S3 => $"the payload store (S3, bucket {options.Bucket})",
            PayloadStoreKind.Folder => $"the payload store (folder {options.Folder})",
            _ => $"the payload store ({store.GetType().Name})",
        };
}
