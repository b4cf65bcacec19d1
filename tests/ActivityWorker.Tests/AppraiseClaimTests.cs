using System.Text.Json;
using ActivityWorker.Claims;
using ActivityWorker.Handlers;
using ActivityWorker.Records;
using Workers.Hosting;

namespace ActivityWorker.Tests;

public sealed class AppraiseClaimTests
{
    [Theory]
    [InlineData(60, 1, 75, "short")]
    [InlineData(60, 299, 75, "short")]
    [InlineData(61, 300, 150, "medium")]
    [InlineData(365, 749, 150, "medium")]
    [InlineData(90, 750, 250, "long")]
    [InlineData(90, 1499, 250, "long")]
    [InlineData(90, 1500, 400, "transcontinental")]
    [InlineData(2880, 4130, 400, "transcontinental")]
    public async Task An_hour_late_or_more_is_paid_by_distance(int delay, int distance, int amount, string band)
    {
        var appraisal = await AppraiseAsync(Claim(delay, distance));

        Assert.True(appraisal.Payable);
        Assert.Equal((amount, "USD", band), (appraisal.Amount, appraisal.Currency, appraisal.Band));
        Assert.Equal($"it arrived {delay} minutes late", appraisal.Reason);
    }

    [Theory]
    [InlineData(59, "it arrived 59 minutes late, and a delay is paid from 60 minutes on")]
    [InlineData(1, "it arrived 1 minute late, and a delay is paid from 60 minutes on")]
    [InlineData(0, "it arrived on time")]
    [InlineData(-52, "it arrived on time")]
    public async Task Less_than_an_hour_is_not_paid_and_says_why(int delay, string reason)
    {
        var appraisal = await AppraiseAsync(Claim(delay, 1500));

        Assert.False(appraisal.Payable);
        Assert.Equal((0, "transcontinental", reason), (appraisal.Amount, appraisal.Band, appraisal.Reason));
    }

    [Fact]
    public async Task The_airports_are_told_by_name_city_and_code()
    {
        var appraisal = await AppraiseAsync(Claim(90, 500));

        Assert.Equal("Los Angeles International, Los Angeles (LAX)", appraisal.From);
        Assert.Equal("Nashville International, Nashville (BNA)", appraisal.To);
    }

    [Fact]
    public async Task The_tariff_is_the_one_that_was_collected()
    {
        var file = Claim(90, 500);
        var tariff = new Tariff
        {
            Currency = "EUR",
            PayableFromMinutes = 90,
            Bands =
            [
                new TariffBand
                {
                    FromMiles = 1,
                    Band = "any",
                    Amount = 7,
                },
            ],
        };

        var appraisal = await AppraiseAsync(file with { Records = file.Records with { Tariff = tariff } });

        Assert.Equal((7, "EUR", "any"), (appraisal.Amount, appraisal.Currency, appraisal.Band));
    }

    [Fact]
    public async Task Records_without_two_airports_fail_by_name()
    {
        var file = Claim(90, 500);

        var failure = await Assert.ThrowsAsync<JobFailedException>(() =>
            AppraiseAsync(file with { Records = file.Records with { Airports = [] } })
        );

        Assert.Equal("Claim.Invalid", failure.Error);
        Assert.Contains("0 airports", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-337)]
    public async Task A_distance_that_no_flight_has_fails_by_name(int distance)
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => AppraiseAsync(Claim(90, distance)));

        Assert.Equal("Claim.Invalid", failure.Error);
        Assert.Contains($"{distance} miles", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_job_id_is_the_same_for_each_attempt()
    {
        var first = await AppraiseAsync(Claim(90, 500), attempt: 0);
        var second = await AppraiseAsync(Claim(90, 500), attempt: 3);

        Assert.Equal(first.JobId, second.JobId);
        Assert.Equal(64, first.JobId.Length);
    }

    [Fact]
    public void A_claim_without_an_airport_does_not_fit_the_contract()
    {
        const string text = """{"claimId":"FD-1","date":"2001/01/01 06:55","delay":1,"distance":2,"origin":"LAX"}""";

        var exception = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(text, ClaimsJson.Default.Claim));

        Assert.Contains("destination", exception.Message, StringComparison.Ordinal);
    }

    private static CaseFile Claim(int delay, int distance) =>
        new()
        {
            Claim = new Claim
            {
                ClaimId = "FD-1",
                Date = "2001/01/01 06:55",
                Origin = "LAX",
                Destination = "BNA",
            },
            Records = new ClaimRecords
            {
                Flight = new FlightRecord
                {
                    Date = "2001/01/01 06:55",
                    Delay = delay,
                    Distance = distance,
                    Origin = "LAX",
                    Destination = "BNA",
                },
                Airports =
                [
                    new Airport("LAX", "Los Angeles International", "Los Angeles"),
                    new Airport("BNA", "Nashville International", "Nashville"),
                ],
                Tariff = new Tariff
                {
                    Currency = "USD",
                    PayableFromMinutes = 60,
                    Bands =
                    [
                        new TariffBand
                        {
                            FromMiles = 1500,
                            Band = "transcontinental",
                            Amount = 400,
                        },
                        new TariffBand
                        {
                            FromMiles = 1,
                            Band = "short",
                            Amount = 75,
                        },
                        new TariffBand
                        {
                            FromMiles = 300,
                            Band = "medium",
                            Amount = 150,
                        },
                        new TariffBand
                        {
                            FromMiles = 750,
                            Band = "long",
                            Amount = 250,
                        },
                    ],
                },
            },
        };

    private static Task<Appraisal> AppraiseAsync(CaseFile file, int attempt = 0) =>
        new AppraiseClaim().HandleAsync(file, Jobs.Context("appraise-claim", attempt), TestContext.Current.CancellationToken);
}
