using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Signing;

/// <summary>The same requests, signed once more by botocore.</summary>
public sealed class BotocoreSignatureTests
{
    private const string Script = """
        import base64, datetime, json, sys
        import botocore.auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        cases = json.load(sys.stdin)
        now = [None]

        class Frozen(datetime.datetime):
            @classmethod
            def utcnow(cls):
                return now[0]

            @classmethod
            def now(cls, tz=None):
                return now[0].replace(tzinfo=tz)

        botocore.auth.datetime = type("module", (), {"datetime": Frozen, "timezone": datetime.timezone})
        if hasattr(botocore.auth, "get_current_datetime"):
            botocore.auth.get_current_datetime = lambda remove_tzinfo=True: now[0]
        signatures = []
        for case in cases:
            now[0] = datetime.datetime.strptime(case["date"], "%Y%m%dT%H%M%SZ")
            request = AWSRequest("POST", case["url"], headers=case["headers"], data=base64.b64decode(case["body"]))
            credentials = Credentials("AKIDEXAMPLE", "secret/KEY", case["token"])
            botocore.auth.SigV4Auth(credentials, case["service"], case["region"]).add_auth(request)
            signatures.append(request.headers["Authorization"])
        json.dump(signatures, sys.stdout)
        """;

    [Theory]
    [InlineData("us-east-1", "http://127.0.0.1:4566", null)]
    [InlineData("eu-central-1", "http://127.0.0.1:4566/base/path with space/", "a/session+token==")]
    [InlineData("cn-north-1", "https://proxy.example.com", "token")]
    [InlineData("us-gov-west-1", "http://[::1]:9324/", null)]
    public async Task Authorization_OfEveryServicesRequests_IsBotocores(string region, string url, string? token)
    {
        using var aws = new FakeAws();
        var time = new ManualTime(DateTimeOffset.Parse("2026-02-28T23:59:58Z", CultureInfo.InvariantCulture));
        using var clients = AwsClients.Create(
            aws.Options(time) with
            {
                Region = region,
                ServiceUrl = url,
                Credentials = token is null
                    ? new BasicAWSCredentials("AKIDEXAMPLE", "secret/KEY")
                    : new SessionAWSCredentials("AKIDEXAMPLE", "secret/KEY", token),
            }
        );
        var cancel = TestContext.Current.CancellationToken;
        for (var i = 0; i < 3; i++)
        {
            await clients.StepFunctions.SendTaskSuccessAsync(new() { TaskToken = "t", Output = "{\"ü\":\"😀\"}"u8.ToArray() }, cancel);
            await clients.Sqs.DeleteMessageAsync(new() { QueueUrl = "http://q", ReceiptHandle = $"{i}" }, cancel);
            _ = await clients.EventBridge.PutEventsAsync(new() { Entries = [] }, cancel);

            // Into the next second, and then into the next day with its other key.
            time.Advance(TimeSpan.FromSeconds(1));
        }

        var cases = aws.Requests.ConvertAll(request => new Dictionary<string, object?>
        {
            ["url"] = request.Uri.AbsoluteUri,
            ["date"] = request.Headers["X-Amz-Date"],
            ["token"] = token,
            ["region"] = region,
            ["service"] = request.Headers["X-Amz-Target"].Split('.')[0] switch
            {
                "AWSStepFunctions" => "states",
                "AmazonSQS" => "sqs",
                _ => "events",
            },
            ["headers"] = request
                .Headers.Where(h => h.Key.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase) || h.Key is "Content-Type")
                .Where(h => !h.Key.Equals("x-amz-date", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(),
            ["body"] = Convert.ToBase64String(request.Body),
        });
        var expected = await Python.AskBotocoreAsync(Script, JsonSerializer.Serialize(cases));
        Assert.Equal(9, aws.Requests.Count);
        Assert.Equal(2, aws.Requests.Select(r => r.Headers["X-Amz-Date"][..8]).Distinct().Count());
        Assert.Equal(expected.EnumerateArray().Select(s => s.GetString()), aws.Requests.Select(r => r.Headers["Authorization"]));
    }
}
