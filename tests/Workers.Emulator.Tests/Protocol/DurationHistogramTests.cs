using Workers.Emulator.Statistics;

namespace Workers.Emulator.Tests.Protocol;

public sealed class DurationHistogramTests
{
    [Fact]
    public void Percentiles_are_at_most_two_percent_above_the_recorded_durations()
    {
        var histogram = new DurationHistogram();
        for (var milliseconds = 1; milliseconds <= 10_000; milliseconds++)
        {
            histogram.Record(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.InRange(histogram.PercentileMilliseconds(0.50), 5_000, 5_100);
        Assert.InRange(histogram.PercentileMilliseconds(0.99), 9_900, 10_098);
        Assert.InRange(histogram.PercentileMilliseconds(0), 1, 1.02);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(long.MaxValue / 10)]
    public void One_duration_is_every_percentile(long microseconds)
    {
        var histogram = new DurationHistogram();

        histogram.Record(TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond));

        Assert.InRange(histogram.PercentileMilliseconds(0.5), microseconds / 1000.0, microseconds / 1000.0 * 1.02);
    }

    [Fact]
    public void Nothing_recorded_is_zero() => Assert.Equal(0, new DurationHistogram().PercentileMilliseconds(0.99));
}
