namespace LocalFleet.Claims;

/// <summary>One flight of <c>Data/flights-2k.json</c>.</summary>
internal sealed record FlightRecord
{
    /// <summary>When it departed, local time, <c>yyyy/MM/dd HH:mm</c>.</summary>
    public required string Date { get; init; }

    /// <summary>Minutes late at the destination.</summary>
    public required int Delay { get; init; }

    /// <summary>Statute miles.</summary>
    public required int Distance { get; init; }

    /// <summary>IATA code.</summary>
    public required string Origin { get; init; }

    /// <summary>IATA code.</summary>
    public required string Destination { get; init; }
}
