using System.Net;
using Workers.Aws.Endpoints;
using Workers.Aws.StepFunctions;
using Workers.Aws.Tests.Support;
using Workers.Aws.Transport;

namespace Workers.Aws.Tests.Transport;

public sealed class RetryTests : IDisposable
{
    private readonly FakeAws _aws = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_ThatFailsInPassing_IsTriedThreeTimes()
    {
        using var clients = _aws.Fails(new HttpRequestException("reset"))
            .Answers("", HttpStatusCode.ServiceUnavailable)
            .Answers("{}")
            .Clients();
        await SucceedAsync(clients);
        Assert.Equal(3, _aws.Requests.Count);
        Assert.Single(_aws.Requests.Select(r => r.Text).Distinct());
    }

    [Fact]
    public async Task Call_ThatKeepsFailing_ThrowsTheLastError()
    {
        using var clients = _aws.Throttles().Throttles().Throttles().Clients();
        var error = await Assert.ThrowsAsync<AwsServiceException>(() => SucceedAsync(clients));
        Assert.Equal(("ThrottlingException", 3), (error.Code, _aws.Requests.Count));
        Assert.False(error.AfterUncertainAttempt);
    }

    [Fact]
    public async Task Report_RefusedAfterAnAttemptWithoutAnswer_SaysSo()
    {
        using var clients = _aws.Fails(new HttpRequestException("reset"))
            .Answers("""{"__type":"TaskTimedOut"}""", HttpStatusCode.BadRequest)
            .Clients();
        Assert.True((await Assert.ThrowsAsync<TaskTimedOutException>(() => SucceedAsync(clients))).AfterUncertainAttempt);
    }

    [Fact]
    public async Task Poll_IsTriedOnce()
    {
        using var clients = _aws.Throttles().Throttles().Clients();
        _ = await Assert.ThrowsAsync<AwsServiceException>(() =>
            clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, Cancel)
        );
        _ = await Assert.ThrowsAsync<AwsServiceException>(() => clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "q" }, Cancel));
        Assert.Equal(2, _aws.Requests.Count);
    }

    [Fact]
    public async Task LeaseRenewals_AreTriedOnce()
    {
        using var clients = _aws.Throttles().Throttles().Clients();
        _ = await Assert.ThrowsAsync<AwsServiceException>(() =>
            clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "t" }, Cancel)
        );
        _ = await Assert.ThrowsAsync<AwsServiceException>(() =>
            clients.Sqs.ChangeMessageVisibilityBatchAsync(new() { QueueUrl = "q", Entries = [] }, Cancel)
        );
        Assert.Equal(2, _aws.Requests.Count);
    }

    [Fact]
    public async Task ReturnOfAMessage_IsTriedAgain()
    {
        using var clients = _aws.Throttles().Throttles().Answers("{}").Clients();
        await clients.Sqs.ChangeMessageVisibilityAsync(
            new()
            {
                QueueUrl = "q",
                ReceiptHandle = "r",
                VisibilityTimeout = 0,
            },
            Cancel
        );
        Assert.Equal(3, _aws.Requests.Count);
    }

    [Theory]
    [InlineData(AwsErrorKind.Transient, 1, 0.1)]
    [InlineData(AwsErrorKind.Transient, 2, 0.2)]
    [InlineData(AwsErrorKind.Transient, 9, 5)]
    [InlineData(AwsErrorKind.Throttled, 1, 1)]
    [InlineData(AwsErrorKind.Throttled, 2, 2)]
    [InlineData(AwsErrorKind.Throttled, 9, 5)]
    public void Delay_IsDrawnFromZeroToItsCeiling(AwsErrorKind kind, int attempt, double ceiling)
    {
        var options = new AwsClientOptions { MaxAttempts = 10 };
        foreach (var draw in (double[])[0, 0.25, 0.999])
        {
            Assert.True(new RetryPolicy(options, () => draw).TryNext(CallClass.Call, kind, attempt, out var delay));
            Assert.Equal(ceiling * draw, delay.TotalSeconds, tolerance: 1e-6);
        }
    }

    [Fact]
    public async Task Delay_PassesOnTheGivenClock()
    {
        var time = new ManualTime();
        using var runtime = new AwsRuntime(_aws.Throttles().Options(time) with { ThrottledRetryDelay = TimeSpan.FromSeconds(3) });
        var transport = new AwsTransport(runtime, AwsService.StepFunctions, () => 0.5);
        var call = transport.SendAsync(StepFunctionsOperations.SendTaskFailure, new() { TaskToken = "t" }, Cancel);
        await time.PassAsync(TimeSpan.FromSeconds(1.5));
        _ = await call;
        Assert.Equal(2, _aws.Requests.Count);
    }

    [Fact]
    public async Task CancellationDuringADelay_EndsTheCall()
    {
        var time = new ManualTime();
        using var runtime = new AwsRuntime(_aws.Throttles().Options(time) with { ThrottledRetryDelay = TimeSpan.FromSeconds(4) });
        var transport = new AwsTransport(runtime, AwsService.StepFunctions, () => 1);
        using var source = new CancellationTokenSource();
        var call = transport.SendAsync(StepFunctionsOperations.SendTaskFailure, new() { TaskToken = "t" }, source.Token);
        await time.ArmedAsync(TimeSpan.FromSeconds(4));
        await source.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        _ = Assert.Single(_aws.Requests);
    }

    public void Dispose() => _aws.Dispose();

    private static Task SucceedAsync(AwsClients clients) =>
        clients.StepFunctions.SendTaskSuccessAsync(new() { TaskToken = "t", Output = "1"u8.ToArray() }, Cancel);
}
