namespace RunOnceWorker.Ledger;

/// <summary>What is to be posted: the payment of a claim.</summary>
internal sealed record Posting
{
    /// <summary>The claim's id: a claim is posted once.</summary>
    public required string ClaimId { get; init; }

    /// <summary>What is paid, in whole units of <see cref="Currency"/>.</summary>
    public required int Amount { get; init; }

    /// <summary>The currency's ISO 4217 code.</summary>
    public required string Currency { get; init; }
}
