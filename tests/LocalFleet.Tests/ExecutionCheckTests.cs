using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LocalFleet.Checks;
using LocalFleet.Claims;
using LocalFleet.Failures;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Tests;

public sealed class ExecutionCheckTests
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

    private static readonly RunEvidence NoEvidence = new(new Dictionary<string, int>(), Path.GetTempPath());
    private static readonly ExpectedOutcome Paid = new(null, 250, "long");
    private static readonly ExpectedOutcome Unknown = new("Claim.UnknownAirport", 0, null);

    [Fact]
    public void Compare_AllAsExpected_IsRight()
    {
        Assert.Null(ExecutionCheck.Compare(Claim, Paid, Succeeded(Output())));
        Assert.Null(ExecutionCheck.Compare(Claim, Unknown, Failed("Claim.UnknownAirport", "Claim FD-1 names QQQ")));
    }

    [Theory]
    [InlineData("claimId", "\"FD-2\"", "its claimId is 'FD-2', expected 'FD-1'")]
    [InlineData("payable", "false", "its payable is 'False', expected 'True'")]
    [InlineData("amount", "150", "its amount is '150', expected '250'")]
    [InlineData("amount", "\"250\"", "does not have the agreed shape")]
    [InlineData("currency", "\"EUR\"", "its currency is 'EUR', expected 'USD'")]
    [InlineData("band", "\"medium\"", "its band is 'medium', expected 'long'")]
    [InlineData("letter", "null", "does not have the agreed shape")]
    [InlineData("paymentId", "null", "its paymentId is '', expected 'payment-FD-1'")]
    [InlineData("deskNote", """{"claimId":"FD-2","expectCall":false}""", "its deskNote.claimId is 'FD-2'")]
    [InlineData("deskNote", """{"claimId":"FD-1","expectCall":true}""", "its deskNote.expectCall is 'True'")]
    public void Compare_OneFieldWrong_NamesIt(string field, string value, string problem)
    {
        var output = Output();
        output[field] = JsonNode.Parse(value);

        Assert.Contains(problem, ExecutionCheck.Compare(Claim, Paid, Succeeded(output)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Claim FD-1", "Claim FD-2", "does not say 'Claim FD-1'")]
    [InlineData("(LAX)", "(SFO)", "does not say '(LAX)'")]
    [InlineData("250 USD", "25 USD", "does not say 'pay you 250 USD'")]
    public void Compare_LetterSaysSomethingElse_TellsWhatIsMissing(string part, string instead, string problem)
    {
        var output = Output(text => text.Replace(part, instead, StringComparison.Ordinal));

        Assert.Contains(problem, ExecutionCheck.Compare(Claim, Paid, Succeeded(output)), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_HashOfAnotherText_IsWrong()
    {
        var output = Output();
        output["letter"]!["sha256"] = "00";

        Assert.Contains("its letter.sha256 is '00'", ExecutionCheck.Compare(Claim, Paid, Succeeded(output)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RUNNING")]
    [InlineData("TIMED_OUT")]
    [InlineData("ABORTED")]
    [InlineData("FAILED")]
    public void Compare_OtherStatus_IsWrong(string status)
    {
        var execution = Succeeded(Output()) with { Status = status, Output = null };

        Assert.Equal($"it is {status}, expected SUCCEEDED", ExecutionCheck.Compare(Claim, Paid, execution));
    }

    [Theory]
    [InlineData("States.Timeout", "Claim FD-1", "it failed as States.Timeout, expected Claim.UnknownAirport")]
    [InlineData("Claim.UnknownAirport", "something", "its cause does not name the claim")]
    [InlineData("Claim.UnknownAirport", null, "its cause does not name the claim")]
    public void Compare_OtherErrorOrCause_IsWrong(string error, string? cause, string problem)
    {
        Assert.Contains(problem, ExecutionCheck.Compare(Claim, Unknown, Failed(error, cause)), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_SucceededWhereItMustFail_IsWrong()
    {
        Assert.Equal("it is SUCCEEDED, expected FAILED", ExecutionCheck.Compare(Claim, Unknown, Succeeded(Output())));
    }

    [Fact]
    public void RunResult_TwoClaimsShareALetter_IsWrong()
    {
        var executions = new[] { Succeeded(Output()), Succeeded(Output()) };
        var expectations = Expectations.Read(Path.Combine(AppContext.BaseDirectory, "Data"));

        var result = RunResult.Of([Claim, Claim], expectations, executions, new(), NoEvidence, new FailureLog(false), restarts: 0);

        Assert.Contains(result.Wrong, wrong => wrong.Problem == "its letter letter-1 is also that of claim FD-1");
    }

    [Fact]
    public void RunResult_UnknownAndRunningExecutions_AreLost()
    {
        var running = Succeeded(Output()) with { Status = "RUNNING", StopDate = null, Output = null };
        var expectations = Expectations.Read(Path.Combine(AppContext.BaseDirectory, "Data"));

        var result = RunResult.Of(
            [Claim, Claim, Claim],
            expectations,
            [Succeeded(Output()), running, null],
            new(),
            NoEvidence,
            new FailureLog(false),
            restarts: 0
        );

        Assert.Equal(2, result.Lost);
        Assert.Equal(3, result.Wrong.Count);
        Assert.Equal((1, 1, 1), (result.ByStatus["SUCCEEDED"], result.ByStatus["RUNNING"], result.ByStatus["LOST"]));
    }

    private static JsonObject Output(Func<string, string>? change = null)
    {
        var text = "your flight of 2001/01/05 08:00 from Los Angeles (LAX) to Nashville (BNA): we pay you 250 USD. Claim FD-1";
        text = change?.Invoke(text) ?? text;
        return new JsonObject
        {
            ["claimId"] = "FD-1",
            ["payable"] = true,
            ["amount"] = 250,
            ["currency"] = "USD",
            ["band"] = "long",
            ["paymentId"] = "payment-FD-1",
            ["ledgerKey"] = "key/Work",
            ["deskNote"] = new JsonObject { ["claimId"] = "FD-1", ["expectCall"] = false },
            ["letter"] = new JsonObject
            {
                ["claimId"] = "FD-1",
                ["letterId"] = "letter-1",
                ["subject"] = "Your claim FD-1: we pay",
                ["text"] = text,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            },
        };
    }

    private static ExecutionDescription Succeeded(JsonObject output) =>
        new()
        {
            ExecutionArn = "arn:execution",
            StateMachineArn = "arn:machine",
            Status = "SUCCEEDED",
            StartDate = DateTimeOffset.UnixEpoch,
            StopDate = DateTimeOffset.UnixEpoch.AddSeconds(1),
            Output = output.ToJsonString(),
        };

    private static ExecutionDescription Failed(string error, string? cause) =>
        Succeeded([]) with
        {
            Status = "FAILED",
            Output = null,
            Error = error,
            Cause = cause,
        };
}
