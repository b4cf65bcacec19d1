using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Transport;

/// <summary>What really goes over a socket.</summary>
public sealed class SocketTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_CarriesTheHeadersThatWereSigned_OnOneConnection()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok("{}"));
        using var aws = new FakeAws();
        using var clients = AwsClients.Create(aws.Options() with { ServiceUrl = server.Url, HttpMessageHandler = null });
        for (var i = 0; i < 3; i++)
        {
            await clients.Sqs.DeleteMessageAsync(new() { QueueUrl = "q", ReceiptHandle = "r" }, Cancel);
        }

        var request = server.Requests[0];
        Assert.StartsWith("POST / HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains($"\r\nHost: 127.0.0.1:{server.Port}\r\n", request, StringComparison.Ordinal);
        Assert.Contains("SignedHeaders=content-type;host;x-amz-date;x-amz-target;x-amzn-query-mode, ", request, StringComparison.Ordinal);
        Assert.Matches("\r\nUser-Agent: workers/[0-9.]+ lang/dotnet#10[0-9.]*\r\n", request);
        Assert.DoesNotContain("traceparent", request, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((3, 1), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task NobodyListening_IsAConnectionFault()
    {
        string url;
        await using (var server = new LoopbackServer(_ => ""))
        {
            url = server.Url;
        }

        using var aws = new FakeAws();
        using var clients = AwsClients.Create(aws.Options() with { ServiceUrl = url, HttpMessageHandler = null });
        var error = await Assert.ThrowsAsync<AwsConnectionException>(() =>
            clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "t" }, Cancel)
        );
        Assert.Contains(url, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerCutOff_IsAConnectionFault()
    {
        await using var server = new LoopbackServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Mess", hangUp: true);
        using var aws = new FakeAws();
        using var clients = AwsClients.Create(aws.Options() with { ServiceUrl = server.Url, HttpMessageHandler = null });
        _ = await Assert.ThrowsAsync<AwsConnectionException>(() => clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "q" }, Cancel));
    }

    [Fact]
    public async Task HangUpWithoutAnAnswer_IsToldAsSuch()
    {
        await using var server = new LoopbackServer(_ => "", hangUp: true);
        using var aws = new FakeAws();
        using var clients = AwsClients.Create(aws.Options() with { ServiceUrl = server.Url, HttpMessageHandler = null });
        var error = await Assert.ThrowsAsync<AwsConnectionException>(() =>
            clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "q" }, Cancel)
        );
        Assert.Contains("ended prematurely", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenPolls_NeverTakeTheConnectionOfAResult()
    {
        var release = new TaskCompletionSource<string>();
        await using var server = new LoopbackServer(request =>
            request.Contains("GetActivityTask", StringComparison.Ordinal) ? release.Task.GetAwaiter().GetResult() : LoopbackServer.Ok("{}")
        );
        using var aws = new FakeAws();
        using var clients = AwsClients.Create(
            aws.Options() with
            {
                ServiceUrl = server.Url,
                HttpMessageHandler = null,
                MaxPollConnections = 1,
                MaxCallConnections = 1,
            }
        );
        var poll = clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, Cancel);
        await clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "t" }, Cancel);
        Assert.False(poll.IsCompleted);
        release.SetResult(LoopbackServer.Ok("{}"));
        Assert.Null(await poll);
    }

    [Fact]
    public async Task Tls_MayNegotiateAHigherVersion()
    {
        using var aws = new FakeAws();
        using var clients = aws.Clients();
        await clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "t" }, Cancel);
        Assert.Equal(HttpVersionPolicy.RequestVersionOrHigher, aws.Last.VersionPolicy);
    }
}
