namespace ActivityWorker.Records;

/// <summary>What is on record for a claim, collected from three stores.</summary>
internal sealed record ClaimRecords
{
    /// <summary>The flight.</summary>
    public required FlightRecord Flight { get; init; }

    /// <summary>The airports of departure and arrival.</summary>
    public required IReadOnlyList<Airport> Airports { get; init; }

    /// <summary>The tariff.</summary>
    public required Tariff Tariff { get; init; }
}
