using System.Globalization;
using System.Net;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Transport;

public sealed class ClockSkewTests : IDisposable
{
    private readonly FakeAws _aws = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("InvalidSignatureException", 2 * 3600)]
    [InlineData("RequestExpired", 301)]
    [InlineData("RequestTimeTooSkewed", -86400)]
    public async Task SignatureRefusedForTheClock_IsSignedAgainWithTheServersTime(string code, int seconds)
    {
        var server = _time.GetUtcNow().AddSeconds(seconds);
        using var clients = Refuses(code, server).Clients(_time);
        Assert.Null(await PollAsync(clients));
        Assert.Equal(["20260301T120000Z", Stamp(server)], _aws.Requests.Select(r => r.Headers["X-Amz-Date"]));

        _time.Advance(TimeSpan.FromSeconds(10));
        _ = await PollAsync(clients);
        Assert.Equal(Stamp(server.AddSeconds(10)), _aws.Last.Headers["X-Amz-Date"]);
    }

    [Fact]
    public async Task SecondRefusal_IsThrown()
    {
        var server = _time.GetUtcNow().AddHours(1);
        _ = Refuses("RequestExpired", server);
        using var clients = Refuses("RequestExpired", server.AddHours(1)).Clients(_time);
        _ = await Assert.ThrowsAsync<AwsServiceException>(() => PollAsync(clients));
        Assert.Equal(2, _aws.Requests.Count);
    }

    [Fact]
    public async Task WrongSecret_WithARightClock_IsThrownAtOnce()
    {
        using var clients = Refuses("InvalidSignatureException", _time.GetUtcNow().AddSeconds(30)).Clients(_time);
        _ = await Assert.ThrowsAsync<AwsServiceException>(() => PollAsync(clients));
        _ = Assert.Single(_aws.Requests);
    }

    [Fact]
    public async Task CallsRefusedTogether_AreAllSignedAgain()
    {
        var server = _time.GetUtcNow().AddHours(1);
        var both = new TaskCompletionSource();
        for (var i = 0; i < 2; i++)
        {
            _ = _aws.Answers(
                async (_, _) =>
                {
                    if (_aws.Requests.Count is 2)
                    {
                        both.SetResult();
                    }

                    await both.Task;
                    return Refusal("RequestExpired", server);
                }
            );
        }

        using var clients = _aws.Clients(_time);
        _ = await Task.WhenAll(PollAsync(clients), PollAsync(clients));
        Assert.Equal(4, _aws.Requests.Count);
    }

    public void Dispose() => _aws.Dispose();

    private static string Stamp(DateTimeOffset time) => time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static Task<Workers.Aws.StepFunctions.ActivityTask?> PollAsync(AwsClients clients) =>
        clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, Cancel);

    private static HttpResponseMessage Refusal(string code, DateTimeOffset server) =>
        FakeAws.Response(
            $$"""{"__type":"{{code}}"}""",
            HttpStatusCode.Forbidden,
            ("Date", server.ToString("r", CultureInfo.InvariantCulture))
        );

    private FakeAws Refuses(string code, DateTimeOffset server) => _aws.Answers((_, _) => Task.FromResult(Refusal(code, server)));
}
