namespace ActivityWorker.Claims;

/// <summary>What a claim is worth, and all that its letter needs.</summary>
internal sealed record Appraisal
{
    /// <inheritdoc cref="Claim.ClaimId"/>
    public required string ClaimId { get; init; }

    /// <summary>The job that appraised it: the same for every attempt.</summary>
    public required string JobId { get; init; }

    /// <summary>Whether anything is paid.</summary>
    public required bool Payable { get; init; }

    /// <summary>What is paid, in whole units of <see cref="Currency"/>; 0 when nothing is.</summary>
    public required int Amount { get; init; }

    /// <summary>The currency's ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>The tariff's band for the distance, whether or not anything is paid.</summary>
    public required string Band { get; init; }

    /// <summary>Why it is paid or not, for people.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc cref="Claim.Date"/>
    public required string Date { get; init; }

    /// <summary>The airport of departure: name, city and code.</summary>
    public required string From { get; init; }

    /// <summary>The airport of arrival: name, city and code.</summary>
    public required string To { get; init; }
}
