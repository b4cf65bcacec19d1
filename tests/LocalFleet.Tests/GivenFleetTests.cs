using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalFleet.Given;
using LocalFleet.Outside;
using LocalFleet.Statistics;
using Microsoft.AspNetCore.Http;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Tests;

public sealed class GivenFleetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WhatIsRequired_IsEnough()
    {
        var fleet = GivenFleet.Read(
            Write(
                """
                {"emulator": "http://127.0.0.1:4566", "region": "eu-central-1", "stateMachineArn": "arn:machine", "outside": "http://127.0.0.1:5000",
                 "inbox": "http://127.0.0.1:8080", "secretFile": "secret", "payloads": "/payloads"}
                """
            )
        );

        Assert.Equal(("arn:machine", null, null, null), (fleet.StateMachineArn, fleet.Prefix, fleet.Callbacks, fleet.SignerArn));
    }

    [Theory]
    [InlineData("""{"emulator": "http://127.0.0.1:4566"}""")]
    [InlineData("null")]
    [InlineData("no JSON")]
    public void Read_AnotherFile_TellsTheVariableAndTheFile(string text)
    {
        var file = Write(text);

        var exception = Assert.Throws<FleetException>(() => GivenFleet.Read(file));

        Assert.StartsWith($"FLEET is '{file}', which does not describe a running fleet", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_TellsTheVariable() =>
        Assert.StartsWith(
            "FLEET is '",
            Assert.Throws<FleetException>(() => GivenFleet.Read(Path.Combine(_folder, "none.json"))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Without_APrefix_ReadsAsARunOfItsOwnAndLeavesOthersOut()
    {
        var reading = new EmulatorStatistics
        {
            Activities =
            {
                ["claims-pay-claim"] = new ActivityStatistics { Succeeded = 2 },
                ["other"] = new ActivityStatistics(),
            },
            Executions = { ["claims-flight-delay-claims"] = new ExecutionStatistics { Running = 3 } },
            Callbacks = { ["claims-flight-delay-claims/WriteLetter"] = new JobStatistics { Scheduled = 4 } },
            Queues =
            {
                ["claims-write-letter"] = new QueueStatistics { Sent = 5 },
                ["claims-write-letter-dead"] = new() { Visible = 6 },
            },
        };

        var own = FleetPrefix.Without("claims-", reading);

        Assert.Equal(["pay-claim"], own.Activities.Keys);
        Assert.Equal(3, own.Claims.Running);
        Assert.Equal(4, own.Callback(FleetNames.Claims, FleetNames.LetterState).Scheduled);
        Assert.Equal(5, own.Queue(FleetNames.Queues.Letters).Sent);
        Assert.Equal(6, own.Queue(FleetNames.Queues.DeadLettersOf(FleetNames.Queues.Letters)).Visible);
        Assert.Same(reading, FleetPrefix.Without("", reading));
    }

    [Fact]
    public async Task Sign_WhoeverHasThePublicKey_CanVerifyWhoIsSignedIn()
    {
        using var signIn = new SignIn("arn:balancer", TimeProvider.System);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        await signIn.HandleAsync(context);
        using var key = ECDsa.Create();
        key.ImportFromPem(Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));

        var parts = signIn.Sign("manager@example.com").Split('.');

        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256));
        Assert.Equal("arn:balancer", JsonDocument.Parse(Decode(parts[0])).RootElement.GetProperty("signer").GetString());
        Assert.Equal("manager@example.com", JsonDocument.Parse(Decode(parts[1])).RootElement.GetProperty("email").GetString());
    }

    [Fact]
    public async Task Bring_EntriesThatAreThere_AreInTheFolderByTheirKeys()
    {
        await using var server = await PayloadServer.StartAsync(new() { ["/e-1/Work"] = """{"claimId":"FD-1"}""" }, Stop);

        await PayloadDownload.BringAsync(
            server.Address,
            _folder,
            [
                Ended("""{"ledgerKey":"e-1/Work"}"""),
                Ended("""{"ledgerKey":"e-2/Work"}"""),
                Ended("""{"ledgerKey":null}"""),
                Ended("[]"),
                null,
            ],
            Stop
        );

        var file = Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
        Assert.Equal(Path.Combine(_folder, "e-1", "Work.json"), file);
        Assert.Equal("""{"claimId":"FD-1"}""", await File.ReadAllTextAsync(file, Stop));
    }

    private static ExecutionDescription Ended(string output) =>
        new()
        {
            ExecutionArn = "arn:execution",
            StateMachineArn = "arn:machine",
            Status = "SUCCEEDED",
            StartDate = DateTimeOffset.UnixEpoch,
            Output = output,
        };

    private static byte[] Decode(string part) => System.Buffers.Text.Base64Url.DecodeFromChars(part);

    private string Write(string text)
    {
        var file = Path.Combine(_folder, "fleet.json");
        File.WriteAllText(file, text);
        return file;
    }
}
