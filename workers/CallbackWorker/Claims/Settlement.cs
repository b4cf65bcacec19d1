namespace CallbackWorker.Claims;

/// <summary>How a claim ended: as much of it as the customer desk is told.</summary>
internal sealed record Settlement
{
    /// <summary>The claim's id.</summary>
    public required string ClaimId { get; init; }

    /// <summary>Whether anything is paid.</summary>
    public required bool Payable { get; init; }

    /// <summary>What is paid, in whole units of <see cref="Currency"/>.</summary>
    public required int Amount { get; init; }

    /// <summary>The currency's ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Why it is paid or not, as the end of a sentence.</summary>
    public required string Reason { get; init; }
}
