using System.Text.Json;
using JobWorker.Flights;
using JobWorker.Handlers;
using JobWorker.Routes;
using Workers.Hosting;
using Workers.Testing.Time;

namespace JobWorker.Tests.Handlers;

public sealed class AssessRouteTests
{
    private static readonly RouteClaim Claim = new()
    {
        ClaimId = "FD-1",
        Delay = 30,
        Origin = "LAX",
        Destination = "PHX",
    };

    private readonly TestClock _clock = new();
    private readonly Recorder _progress = new();

    [Fact]
    public async Task The_statistics_are_those_of_the_records()
    {
        var all = JsonSerializer.Deserialize(
            await File.ReadAllTextAsync(new FlightRecordsOptions().Path, TestContext.Current.CancellationToken),
            RoutesJson.Default.IReadOnlyListFlightRecord
        )!;
        var delays = all.Where(flight => flight.Origin == "LAX").Select(flight => flight.Delay).Order().ToList();
        var route = all.Where(flight => flight is { Origin: "LAX", Destination: "PHX" }).Select(flight => flight.Delay).Order().ToList();

        var history = await AssessAsync(Claim);

        Assert.True(route.Count > 1 && delays.Count > route.Count);
        Assert.Equal("LAX-PHX", history.Route);
        Assert.Equal((all.Min(flight => flight.Date), all.Max(flight => flight.Date)), (history.From, history.To));
        AssertIsOf(delays, history.FromOrigin);
        AssertIsOf(route, history.OnRoute!);
    }

    [Fact]
    public async Task A_route_without_flights_has_the_airports_statistics_only()
    {
        var history = await AssessAsync(Claim with { Destination = "XXX" });

        Assert.Null(history.OnRoute);
        Assert.True(history.FromOrigin.Flights > 0);
    }

    [Fact]
    public async Task An_airport_without_flights_fails_by_name()
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => AssessAsync(Claim with { Origin = "XXX" }));

        Assert.Equal("Route.NoFlights", failure.Error);
        Assert.Contains("FD-1 departs from 'XXX'", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_takes_long_tells_how_far_it_is_and_when_to_look_again()
    {
        // 2,000 records at 10 a second: 19 pauses of 10 seconds.
        var assessing = AssessAsync(Claim, recordsPerSecond: 10);
        await _clock.RunUntilAsync(assessing, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(190), _clock.Elapsed);
        Assert.True(_progress.Reports.Count > 10);
        Assert.Equal(_progress.Reports.Order(), _progress.Reports);
        Assert.All(_progress.Reports, percent => Assert.InRange(percent, 1, 99));
        Assert.All(_progress.NextLooks, next => Assert.InRange(next, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Another_attempt_answers_the_same()
    {
        Assert.Equal(await AssessAsync(Claim), await AssessAsync(Claim));
    }

    [Theory]
    [InlineData(0.01, 10, 99)]
    [InlineData(0.5, 100, 10)]
    [InlineData(0.99, 99, 1)]
    [InlineData(0.001, 3600, 300)]
    public async Task The_next_look_is_a_tenth_of_the_time_that_is_left_within_limits(double share, int elapsed, int expected)
    {
        var remaining = new RemainingTime(_clock);
        await _clock.AdvanceAsync(TimeSpan.FromSeconds(elapsed), TestContext.Current.CancellationToken);

        var next = remaining.NextLook(share);

        Assert.Equal(expected, next.TotalSeconds, 0.001);
        Assert.False(remaining.IsReportDue);
        await _clock.AdvanceAsync(next, TestContext.Current.CancellationToken);
        Assert.True(remaining.IsReportDue);
    }

    private static void AssertIsOf(List<int> sorted, DelayStatistics statistics)
    {
        Assert.Equal(sorted.Count, statistics.Flights);
        Assert.Equal(sorted.Average(), statistics.MeanDelay, 0.051);
        Assert.Equal(sorted[(int)Math.Ceiling(sorted.Count * 0.5) - 1], statistics.MedianDelay);
        Assert.Equal(sorted[(int)Math.Ceiling(sorted.Count * 0.9) - 1], statistics.NinetiethPercentileDelay);
        Assert.Equal(sorted[^1], statistics.LongestDelay);
        Assert.Equal((double)sorted.Count(delay => delay >= 60) / sorted.Count, statistics.ShareAnHourLate, 0.0006);
        Assert.Equal((double)sorted.Count(delay => delay < Claim.Delay) / sorted.Count, statistics.ShareBelowClaim, 0.0006);
    }

    private Task<RouteHistory> AssessAsync(RouteClaim claim, int recordsPerSecond = 0)
    {
        var flights = new FlightRecords(new FlightRecordsOptions { RecordsPerSecond = recordsPerSecond }, _clock);
        var context = new JobContext
        {
            JobId = "m-1",
            SourceName = "assess-route",
            MessageId = "m-1",
            Envelope = JobEnvelope.Parse("{}"u8.ToArray()),
            Progress = _progress,
        };
        return new AssessRoute(flights, _clock).HandleAsync(claim, context, TestContext.Current.CancellationToken);
    }

    private sealed class Recorder : IJobProgress
    {
        public List<double> Reports { get; } = [];

        public List<TimeSpan> NextLooks { get; } = [];

        public Task ReportAsync(double percent, TimeSpan nextLookIn, CancellationToken cancellationToken)
        {
            Reports.Add(percent);
            NextLooks.Add(nextLookIn);
            return Task.CompletedTask;
        }
    }
}
