using LocalFleet.Checks;
using LocalFleet.Claims;

namespace LocalFleet.Tests;

public sealed class ExpectationsTests
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Data");
    private static readonly IReadOnlyList<Claim> Claims = ClaimFile.Read(Data, 2000);
    private static readonly Expectations Expectations = Expectations.Read(Data);

    [Fact]
    public void Of_TheFlightRecords_NinetyNineArePayableAndNoneFails()
    {
        var outcomes = Claims.Where(claim => !claim.MadeUp).Select(Expectations.Of).ToList();

        Assert.Equal(99, outcomes.Count(outcome => outcome.Amount > 0 || outcome.IsRefused));
        Assert.Equal(12, outcomes.Count(outcome => outcome.IsRefused));
        Assert.All(outcomes, outcome => Assert.Null(outcome.Error));
    }

    [Theory]
    [InlineData("MADE-UP-01", "Claim.UnknownAirport", 0, null)]
    [InlineData("MADE-UP-02", "Claim.UnknownAirport", 0, null)]
    [InlineData("MADE-UP-03", "Claim.UnknownFlight", 0, null)]
    [InlineData("MADE-UP-04", "Claim.UnknownAirport", 0, null)]
    [InlineData("MADE-UP-06", "Claim.UnknownAirport", 0, null)]
    [InlineData("MADE-UP-07", "Claim.UnknownAirport", 0, null)]
    [InlineData("MADE-UP-08", "Claim.Invalid", 0, null)]
    [InlineData("MADE-UP-09", "Claim.Invalid", 0, null)]
    [InlineData("MADE-UP-10", null, 0, "transcontinental")]
    [InlineData("MADE-UP-11", null, 75, "short")]
    [InlineData("MADE-UP-12", null, 75, "short")]
    [InlineData("MADE-UP-13", null, 150, "medium")]
    [InlineData("MADE-UP-14", null, 150, "medium")]
    [InlineData("MADE-UP-18", "Payment.Declined", 0, null)]
    [InlineData("MADE-UP-20", null, 150, "medium")]
    public void Of_MadeUpClaims_FollowsRecordsAndTariff(string claimId, string? error, int amount, string? band)
    {
        var claim = Claims.Single(claim => claim.ClaimId == claimId);

        Assert.Equal(new ExpectedOutcome(error, amount, band), Expectations.Of(claim));
    }

    [Theory]
    [InlineData("MADE-UP-15", "long")]
    [InlineData("MADE-UP-16", "long")]
    [InlineData("MADE-UP-17", "transcontinental")]
    public void Of_LargeAmountsRightAtTheLimit_AreRefusedByTheManager(string claimId, string band)
    {
        var claim = Claims.Single(claim => claim.ClaimId == claimId);

        Assert.Equal(new ExpectedOutcome(null, 0, band) { IsRefused = true }, Expectations.Of(claim));
    }
}
