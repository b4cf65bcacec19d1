using RunOnceWorker.Ledger;
using Workers.Hosting;

namespace RunOnceWorker.Handlers;

/// <summary>Posts the payment of a claim to the ledger, once however often it is asked to.</summary>
internal sealed class PostToLedger(LedgerBook ledger) : IJobHandler<Posting, LedgerEntry>
{
    /// <summary>Fails a posting that no ledger takes.</summary>
    public const string InvalidPosting = "Ledger.InvalidPosting";

    /// <summary>Fails a posting whose claim was posted differently before.</summary>
    public const string AlreadyPosted = "Ledger.AlreadyPosted";

    /// <inheritdoc/>
    public async Task<LedgerEntry> HandleAsync(Posting input, JobContext context, CancellationToken cancellationToken)
    {
        if (input.ClaimId.Length == 0 || input.Amount <= 0 || input.Currency.Length != 3)
        {
            throw new JobFailedException(
                InvalidPosting,
                $"Claim '{input.ClaimId}' with {input.Amount} {input.Currency}: a posting needs a claim, an amount above 0 and a currency of three letters."
            );
        }

        var entry = new LedgerEntry
        {
            EntryId = $"claim-{input.ClaimId}",
            ClaimId = input.ClaimId,
            Debit = "claims-expense",
            Credit = "passengers-payable",
            Amount = input.Amount,
            Currency = input.Currency,
        };
        var standing = await ledger.AddAsync(entry, cancellationToken);
        return standing == entry
            ? entry
            : throw new JobFailedException(
                AlreadyPosted,
                $"Claim {input.ClaimId} was posted before with {standing.Amount} {standing.Currency}; {entry.Amount} {entry.Currency} were not posted."
            );
    }
}
