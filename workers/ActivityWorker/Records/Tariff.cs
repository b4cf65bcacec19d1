namespace ActivityWorker.Records;

/// <summary>What a late flight pays, as the tariff service answers it.</summary>
internal sealed record Tariff
{
    /// <summary>The currency's ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>The shortest delay that is paid, in minutes.</summary>
    public required int PayableFromMinutes { get; init; }

    /// <summary>The bands, in any order.</summary>
    public required IReadOnlyList<TariffBand> Bands { get; init; }

    /// <summary>The band of a distance in statute miles, or <see langword="null"/> when it is below all of them.</summary>
    public TariffBand? ForDistance(int miles) => Bands.Where(band => band.FromMiles <= miles).MaxBy(band => band.FromMiles);
}

/// <summary>A band of distances; it ends where the next one begins.</summary>
internal sealed record TariffBand
{
    /// <summary>The shortest distance, in statute miles.</summary>
    public required int FromMiles { get; init; }

    /// <summary>Its name.</summary>
    public required string Band { get; init; }

    /// <summary>What it pays, in whole units of the tariff's currency.</summary>
    public required int Amount { get; init; }
}
