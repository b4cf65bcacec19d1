namespace JobWorker.Routes;

/// <summary>Counts delays to the minute, so that statistics need no list of all flights.</summary>
internal sealed class DelayHistogram
{
    private const int LateFrom = 60;

    private readonly SortedDictionary<int, int> _flights = [];
    private int _count;
    private long _sum;

    public void Add(int delay)
    {
        _flights[delay] = _flights.GetValueOrDefault(delay) + 1;
        _count++;
        _sum += delay;
    }

    /// <summary>The statistics of what was added, or <see langword="null"/> when nothing was.</summary>
    /// <param name="claimed">The delay that <see cref="DelayStatistics.ShareBelowClaim"/> compares with.</param>
    public DelayStatistics? Summarize(int claimed) =>
        _count == 0
            ? null
            : new DelayStatistics
            {
                Flights = _count,
                MeanDelay = Math.Round((double)_sum / _count, 1),
                MedianDelay = NearestRank(0.5),
                NinetiethPercentileDelay = NearestRank(0.9),
                LongestDelay = _flights.Keys.Last(),
                ShareAnHourLate = Share(delay => delay >= LateFrom),
                ShareBelowClaim = Share(delay => delay < claimed),
            };

    private int NearestRank(double share)
    {
        var rank = (int)Math.Ceiling(share * _count);
        foreach (var (delay, flights) in _flights)
        {
            rank -= flights;
            if (rank <= 0)
            {
                return delay;
            }
        }

        return _flights.Keys.Last();
    }

    private double Share(Func<int, bool> counts) =>
        Math.Round((double)_flights.Where(entry => counts(entry.Key)).Sum(entry => entry.Value) / _count, 3);
}
