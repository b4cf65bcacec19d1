namespace ActivityWorker.Records;

/// <summary>A flight as the airline reported it.</summary>
internal sealed record FlightRecord
{
    /// <summary>When it departed, local time, <c>yyyy/MM/dd HH:mm</c>.</summary>
    public required string Date { get; init; }

    /// <summary>Minutes late at the destination; negative when early.</summary>
    public required int Delay { get; init; }

    /// <summary>Statute miles between the airports.</summary>
    public required int Distance { get; init; }

    /// <summary>IATA code of the airport of departure.</summary>
    public required string Origin { get; init; }

    /// <summary>IATA code of the airport of arrival.</summary>
    public required string Destination { get; init; }
}
