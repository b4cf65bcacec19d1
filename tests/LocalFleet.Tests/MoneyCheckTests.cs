using LocalFleet.Checks;
using LocalFleet.Claims;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Tests;

public sealed class MoneyCheckTests : IDisposable
{
    private static readonly Claim Claim = new()
    {
        ClaimId = "FD-1",
        Date = "2001/01/05 08:00",
        Delay = 95,
        Distance = 800,
        Origin = "LAX",
        Destination = "BNA",
    };

    private static readonly ExpectedOutcome Paid = new(null, 250, "long");
    private static readonly ExpectedOutcome NotPaid = new(null, 0, "long");

    private readonly string _payloads = Directory.CreateTempSubdirectory("payloads-").FullName;

    public void Dispose() => Directory.Delete(_payloads, recursive: true);

    [Fact]
    public void Compare_PaidAndPostedOnce_IsRight()
    {
        Post("""{"claimId":"FD-1","amount":250}""");

        Assert.Null(MoneyCheck.Compare(Claim, Paid, Execution("key"), Evidence(1)));
        Assert.Null(MoneyCheck.Compare(Claim, NotPaid, Execution(null), Evidence(0)));
    }

    [Theory]
    [InlineData(0, "it was paid 0 times, expected 1")]
    [InlineData(2, "it was paid 2 times, expected 1")]
    public void Compare_PaidTooOftenOrNotAtAll_IsWrong(int times, string problem)
    {
        Post("""{"claimId":"FD-1","amount":250}""");

        Assert.Equal(problem, MoneyCheck.Compare(Claim, Paid, Execution("key"), Evidence(times)));
    }

    [Fact]
    public void Compare_PaidWhatIsNotPayable_IsWrong()
    {
        Assert.Equal("it was paid 1 times, expected 0", MoneyCheck.Compare(Claim, NotPaid, Execution(null), Evidence(1)));
    }

    [Theory]
    [InlineData("""{"claimId":"FD-2","amount":250}""", "is another claim's")]
    [InlineData("""{"claimId":"FD-1","amount":25}""", "does not say 250 USD")]
    [InlineData("""{"claimId":"FD-1"}""", "cannot be read")]
    public void Compare_AnotherEntry_IsWrong(string entry, string problem)
    {
        Post(entry);

        Assert.Contains(problem, MoneyCheck.Compare(Claim, Paid, Execution("key"), Evidence(1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-key")]
    [InlineData(null)]
    public void Compare_NoEntry_IsWrong(string? key)
    {
        Assert.StartsWith(
            "its ledger entry cannot be read",
            MoneyCheck.Compare(Claim, Paid, Execution(key), Evidence(1)),
            StringComparison.Ordinal
        );
    }

    private void Post(string entry) => File.WriteAllText(Path.Combine(_payloads, "key.json"), entry);

    private RunEvidence Evidence(int payments) => new(new Dictionary<string, int> { ["FD-1"] = payments }, _payloads);

    private static ExecutionDescription Execution(string? key) =>
        new()
        {
            ExecutionArn = "arn:execution",
            StateMachineArn = "arn:machine",
            Status = "SUCCEEDED",
            StartDate = DateTimeOffset.UnixEpoch,
            Output = key is null ? """{"ledgerKey":null}""" : $$"""{"ledgerKey":"{{key}}"}""",
        };
}
