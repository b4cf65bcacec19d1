namespace JobWorker.Routes;

/// <summary>What is asked of a claim's route: the claim itself, as far as this worker needs it.</summary>
internal sealed record RouteClaim
{
    /// <summary>The claim's id.</summary>
    public required string ClaimId { get; init; }

    /// <summary>Minutes late at the destination; negative when early.</summary>
    public required int Delay { get; init; }

    /// <summary>IATA code of the airport of departure.</summary>
    public required string Origin { get; init; }

    /// <summary>IATA code of the airport of arrival.</summary>
    public required string Destination { get; init; }
}
