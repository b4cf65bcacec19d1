namespace ActivityWorker.Claims;

/// <summary>An airport that a claim names.</summary>
internal sealed record AirportQuestion
{
    /// <inheritdoc cref="Claim.ClaimId"/>
    public required string ClaimId { get; init; }

    /// <summary>Its IATA code.</summary>
    public required string Code { get; init; }
}
