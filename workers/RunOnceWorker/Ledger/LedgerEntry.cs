namespace RunOnceWorker.Ledger;

/// <summary>An entry of the ledger: what one account gives and another takes.</summary>
internal sealed record LedgerEntry
{
    /// <summary>The entry's id, made of the claim's.</summary>
    public required string EntryId { get; init; }

    /// <summary>The claim's id.</summary>
    public required string ClaimId { get; init; }

    /// <summary>The account that is charged.</summary>
    public required string Debit { get; init; }

    /// <summary>The account that is owed.</summary>
    public required string Credit { get; init; }

    /// <summary>In whole units of <see cref="Currency"/>.</summary>
    public required int Amount { get; init; }

    /// <summary>The currency's ISO 4217 code.</summary>
    public required string Currency { get; init; }
}
