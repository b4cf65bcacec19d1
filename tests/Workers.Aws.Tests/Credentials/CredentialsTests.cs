using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Credentials;

/// <summary>Where credentials come from. One class, because the environment is the process's.</summary>
public sealed class CredentialsTests : IDisposable
{
    private readonly FakeAws _aws = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Environment_IsUsed()
    {
        using var environment = new Variables(
            ("AWS_ACCESS_KEY_ID", "AKIDENV"),
            ("AWS_SECRET_ACCESS_KEY", "s"),
            ("AWS_SESSION_TOKEN", "session+token")
        );
        Assert.Equal("AKIDENV", await AccessKeyAsync(null));
        Assert.Equal("session+token", _aws.Last.Headers["x-amz-security-token"]);
        Assert.Contains(";x-amz-date;x-amz-security-token;x-amz-target", _aws.Last.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task NamedProfile_WinsOverTheEnvironment()
    {
        using var environment = new Variables(("AWS_ACCESS_KEY_ID", "AKIDENV"), ("AWS_SECRET_ACCESS_KEY", "s"));
        Assert.Equal("AKIDSTATIC", await AccessKeyAsync("static"));
    }

    [Fact]
    public async Task ProfileOfTheEnvironment_IsUsed()
    {
        using var environment = new Variables(("AWS_PROFILE", "static"));
        Assert.Equal("AKIDSTATIC", await AccessKeyAsync(null));
    }

    [Fact]
    public async Task CredentialProcess_IsRun() => Assert.Equal("AKIDPROCESS", await AccessKeyAsync("by-process"));

    [Fact]
    public async Task AssumedRole_IsAskedOfSts_WithTheSourceProfilesKeys()
    {
        var expires = TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await using var sts = new LoopbackServer(_ =>
            LoopbackServer
                .Ok(
                    $"""
                    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
                    <AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId><Arn>arn:aws:sts::000000000000:assumed-role/worker/s</Arn></AssumedRoleUser>
                    <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>role-token</SessionToken>
                    <Expiration>{expires}</Expiration></Credentials></AssumeRoleResult>
                    <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>
                    """
                )
                .Replace("application/x-amz-json-1.0", "text/xml", StringComparison.Ordinal)
        );
        using var environment = new Variables(("AWS_ENDPOINT_URL_STS", sts.Url), ("AWS_ENDPOINT_URL", sts.Url));
        Assert.Equal("ASIAROLE", await AccessKeyAsync("by-role"));
        Assert.Equal("role-token", _aws.Last.Headers["x-amz-security-token"]);
        Assert.Contains("Credential=AKIDSTATIC/", Assert.Single(sts.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_SaysWhereItLookedAndWhatToDo()
    {
        using var clients = AwsClients.Create(_aws.Options() with { Credentials = null });
        var error = await Assert.ThrowsAsync<AwsCredentialsException>(() => clients.VerifyCredentialsAsync(Cancel));
        Assert.Equal(AwsErrorKind.Final, error.Kind);
        Assert.Contains("AWS_ACCESS_KEY_ID", error.Message, StringComparison.Ordinal);
        Assert.Contains("task role", error.Message, StringComparison.Ordinal);
        _ = await Assert.ThrowsAsync<AwsCredentialsException>(() =>
            clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "t" }, Cancel)
        );
        Assert.Empty(_aws.Requests);
    }

    [Fact]
    public async Task Given_AreUsed_AndVerified()
    {
        using var clients = _aws.Clients();
        await clients.VerifyCredentialsAsync(Cancel);
        await clients.Sqs.VerifyCredentialsAsync(Cancel);
        Assert.Empty(_aws.Requests);
    }

    [Fact]
    public async Task SessionThatAwsCallsExpired_IsRenewedOnce()
    {
        var source = new CountingCredentials();
        using var clients = AwsClients.Create(
            _aws.Answers("""{"__type":"ExpiredTokenException"}""", HttpStatusCode.BadRequest).Options() with
            {
                Credentials = source,
            }
        );
        Assert.Null(await clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, Cancel));
        Assert.Equal(["AKID1", "AKID2"], _aws.Requests.Select(AccessKey));
    }

    public void Dispose() => _aws.Dispose();

    private static string AccessKey(SentRequest request) => request.Headers["Authorization"].Split("Credential=")[1].Split('/')[0];

    private async Task<string> AccessKeyAsync(string? profile)
    {
        using var clients = AwsClients.Create(_aws.Options() with { Credentials = null, Profile = profile });
        await clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "t" }, Cancel);
        return AccessKey(_aws.Last);
    }

    private sealed class CountingCredentials : AWSCredentials
    {
        private int _count;

        public override ImmutableCredentials GetCredentials() => new($"AKID{++_count}", "s", "t");
    }

    private sealed class Variables : IDisposable
    {
        private readonly (string Name, string Value)[] _variables;

        public Variables(params (string Name, string Value)[] variables)
        {
            _variables = variables;
            foreach (var (name, value) in variables)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        public void Dispose()
        {
            foreach (var (name, _) in _variables)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }
}
