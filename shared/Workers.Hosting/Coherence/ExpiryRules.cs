using Workers.Hosting.Settings;

namespace Workers.Hosting.Coherence;

/// <summary>What is kept for some days, against what refers to it.</summary>
internal static class ExpiryRules
{
    /// <summary>
    /// Whether payloads outlive the stored results that refer to them. A bucket's expiry is not the worker's setting, and its lifecycle rule
    /// cannot be read with the permissions that a worker has.
    /// </summary>
    public static IEnumerable<Clash> Check(WorkerSettings settings)
    {
        // The payload is written a moment before the result that refers to it: as many days are too few.
        if (
            settings is { Payloads: { Kind: PayloadStoreKind.Folder } payloads, Idempotency: { } results }
            && payloads.ExpiryDays <= results.ExpiryDays
            && settings.IdempotentSections.Any()
        )
        {
            yield return Clash.Error(
                $"Payloads:ExpiryDays is {payloads.ExpiryDays} and Idempotency:ExpiryDays {results.ExpiryDays}: a job that comes again is answered with a result whose payload has expired, so that each retry and redrive fails as {WorkerErrors.PayloadMissing}. "
                    + (
                        results.ExpiryDays < 366
                            ? $"Set Payloads:ExpiryDays to {results.ExpiryDays + 1} or more, or Idempotency:ExpiryDays lower."
                            : "Set Idempotency:ExpiryDays lower."
                    )
            );
        }
    }
}
