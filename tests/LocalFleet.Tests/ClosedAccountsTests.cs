using LocalFleet.Claims;
using LocalFleet.Outside;

namespace LocalFleet.Tests;

public sealed class ClosedAccountsTests
{
    [Theory]
    [InlineData("MADE-UP-3", true)]
    [InlineData("MADE-UP-3-N220", true)]
    [InlineData("MADE-UP-30", false)]
    [InlineData("MADE-UP-4", false)]
    public void Contains_ClaimOrTheSameSentAgain_IsClosed(string claimId, bool closed)
    {
        var accounts = ClosedAccounts.Of([Made("MADE-UP-3", closed: true), Made("MADE-UP-4", closed: false)]);

        Assert.Equal(closed, accounts.Contains(claimId));
    }

    private static Claim Made(string id, bool closed) =>
        new()
        {
            ClaimId = id,
            ClosedAccount = closed,
            Date = "2001/01/22 13:00",
            Delay = 70,
            Distance = 700,
            Origin = "JFK",
            Destination = "LAX",
        };
}
