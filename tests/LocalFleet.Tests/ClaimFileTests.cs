using System.Security.Cryptography;
using System.Text.Json;
using LocalFleet.Claims;

namespace LocalFleet.Tests;

public sealed class ClaimFileTests
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Data");

    [Fact]
    public void Read_AllRecords_GivesEachItsOwnId()
    {
        var claims = ClaimFile.Read(Data, 2000);

        Assert.Equal(2000, claims.Count(claim => !claim.MadeUp));
        Assert.Equal(claims.Count, claims.Select(claim => claim.ClaimId).Distinct(StringComparer.Ordinal).Count());
        Assert.All(claims, claim => Assert.InRange(claim.ClaimId.Length, 1, 80));
    }

    [Fact]
    public void Read_MoreThanRecords_RepeatsThemUnderNewIds()
    {
        var claims = ClaimFile.Read(Data, 4001).Where(claim => !claim.MadeUp).ToList();

        Assert.Equal(4001, claims.Select(claim => claim.ClaimId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal($"{claims[0].ClaimId}-R2", claims[2000].ClaimId);
        Assert.Equal($"{claims[0].ClaimId}-R3", claims[4000].ClaimId);
        Assert.Equal(claims[0] with { ClaimId = "" }, claims[2000] with { ClaimId = "" });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2000)]
    public void Read_AnyNumber_BringsEveryMadeUpClaimOnce(int number)
    {
        var claims = ClaimFile.Read(Data, number);

        Assert.Equal(number, claims.Count(claim => !claim.MadeUp));
        Assert.Equal(20, claims.Where(claim => claim.MadeUp).Select(claim => claim.ClaimId).Distinct(StringComparer.Ordinal).Count());
        Assert.All(claims, claim => Assert.Equal(claim.MadeUp, claim.Why is not null));
    }

    [Fact]
    public void Read_MadeUpClaims_AreSpreadAmongTheOthers()
    {
        var positions = ClaimFile.Read(Data, 2000).Index().Where(item => item.Item.MadeUp).Select(item => item.Index).ToList();

        Assert.All(positions.Zip(positions.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 90, 110));
    }

    [Fact]
    public void FromRecord_TheFirstFlight_IsNamedAfterDepartureAndAirports()
    {
        var claim = ClaimFile.Read(Data, 1).Single(claim => !claim.MadeUp);

        Assert.Equal("FD-200101010655-LAX-BNA", claim.ClaimId);
        Assert.Equal((-19, 1797), (claim.Delay, claim.Distance));
    }

    [Fact]
    public void An_execution_input_tells_zero_delay_and_leaves_out_what_is_not_there()
    {
        var claim = ClaimFile.Read(Data, 2).First(claim => !claim.MadeUp) with { Delay = 0 };

        var text = JsonSerializer.Serialize(new ExecutionInput(claim), FleetJson.Default.ExecutionInput);

        Assert.Equal(
            """{"claim":{"claimId":"FD-200101010655-LAX-BNA","date":"2001/01/01 06:55","delay":0,"distance":1797,"origin":"LAX","destination":"BNA"}}""",
            text
        );
    }

    [Theory]
    [InlineData("flights-2k.json")]
    [InlineData("airports.csv")]
    public void The_data_files_are_those_that_the_sources_name(string file)
    {
        var sources = File.ReadAllText(Path.Combine(Data, "SOURCES.md"));

        var sum = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Data, file))));

        Assert.Contains($"`{sum}`", sources, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_NamesIt()
    {
        var exception = Assert.Throws<FleetException>(() => ClaimFile.Read("/nowhere", 1));

        Assert.Contains("/nowhere/flights-2k.json cannot be read", exception.Message, StringComparison.Ordinal);
    }
}
