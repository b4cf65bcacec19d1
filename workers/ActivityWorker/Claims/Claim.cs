namespace ActivityWorker.Claims;

/// <summary>A passenger's claim for a late flight, as the state machine hands it over.</summary>
internal sealed record Claim
{
    /// <summary>The claim's id.</summary>
    public required string ClaimId { get; init; }

    /// <summary>When the flight departed, local time, <c>yyyy/MM/dd HH:mm</c>.</summary>
    public required string Date { get; init; }

    /// <summary>IATA code of the airport of departure.</summary>
    public required string Origin { get; init; }

    /// <summary>IATA code of the airport of arrival.</summary>
    public required string Destination { get; init; }
}
