namespace JobWorker.Routes;

/// <summary>How late the flights of a route or an airport were. Delays are minutes at the destination, negative when early.</summary>
internal sealed record DelayStatistics
{
    /// <summary>How many flights there are.</summary>
    public required int Flights { get; init; }

    /// <summary>The mean delay, to a tenth of a minute.</summary>
    public required double MeanDelay { get; init; }

    /// <summary>The delay that half of the flights did not exceed (nearest rank).</summary>
    public required int MedianDelay { get; init; }

    /// <summary>The delay that nine of ten flights did not exceed (nearest rank).</summary>
    public required int NinetiethPercentileDelay { get; init; }

    /// <summary>The longest delay.</summary>
    public required int LongestDelay { get; init; }

    /// <summary>Which share of the flights was an hour late or more, 0 to 1, to a thousandth.</summary>
    public required double ShareAnHourLate { get; init; }

    /// <summary>Which share of the flights was less late than the claim's, 0 to 1, to a thousandth.</summary>
    public required double ShareBelowClaim { get; init; }
}
