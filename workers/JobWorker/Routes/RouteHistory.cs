namespace JobWorker.Routes;

/// <summary>What the flight records say about a claim's route.</summary>
internal sealed record RouteHistory
{
    /// <inheritdoc cref="RouteClaim.ClaimId"/>
    public required string ClaimId { get; init; }

    /// <summary>The job that assessed it: the same for every attempt.</summary>
    public required string JobId { get; init; }

    /// <summary>The route, for example <c>LAX-BNA</c>.</summary>
    public required string Route { get; init; }

    /// <summary>When the first and the last flight that was looked at departed.</summary>
    public required string From { get; init; }

    /// <inheritdoc cref="From"/>
    public required string To { get; init; }

    /// <summary>The flights of the route; <see langword="null"/> when the records have none.</summary>
    public DelayStatistics? OnRoute { get; init; }

    /// <summary>All flights that left the airport of departure.</summary>
    public required DelayStatistics FromOrigin { get; init; }
}
