using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Transport;

public sealed class TimeoutTests : IDisposable
{
    private readonly FakeAws _aws = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Poll_EndsAfter75Seconds_AsConnectionFault()
    {
        using var clients = _aws.Hangs().Clients(_time);
        var poll = clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, Cancel);
        await _time.ArmedAsync(TimeSpan.FromSeconds(75));
        _time.Advance(TimeSpan.FromSeconds(74));
        Assert.False(poll.IsCompleted);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<AwsConnectionException>(() => poll);
        Assert.Equal("AWSStepFunctions.GetActivityTask got no answer from http://aws.test:4566/ within 75 seconds.", error.Message);
        _ = Assert.Single(_aws.Requests);
    }

    [Theory]
    [InlineData(20, 30)]
    [InlineData(1, 11)]
    [InlineData(0, 10)]
    [InlineData(null, 30)]
    public async Task Receive_Ends10SecondsAfterItsWaitTime(int? waitTimeSeconds, int limit)
    {
        using var clients = _aws.Hangs().Clients(_time);
        var receive = clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "q", WaitTimeSeconds = waitTimeSeconds }, Cancel);
        await _time.ArmedAsync(TimeSpan.FromSeconds(limit));
        _time.Advance(TimeSpan.FromSeconds(limit - 1));
        Assert.False(receive.IsCompleted);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<AwsConnectionException>(() => receive);
        Assert.Equal($"AmazonSQS.ReceiveMessage got no answer from http://aws.test:4566/ within {limit} seconds.", error.Message);
        _ = Assert.Single(_aws.Requests);
    }

    [Fact]
    public async Task Call_EndsAfter10Seconds_AndIsTriedAgain()
    {
        using var clients = _aws.Hangs().Answers("{}").Clients(_time);
        var call = clients.StepFunctions.SendTaskFailureAsync(new() { TaskToken = "t" }, Cancel);
        await _time.PassAsync(TimeSpan.FromSeconds(10));
        await call;
        Assert.Equal(2, _aws.Requests.Count);
    }

    [Fact]
    public async Task BodyThatNeverEnds_TimesOutToo()
    {
        using var clients = _aws.Answers(
                (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new EndlessStream()) })
            )
            .Clients(_time);
        var poll = clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "q" }, Cancel);
        await _time.PassAsync(TimeSpan.FromSeconds(30));
        _ = await Assert.ThrowsAsync<AwsConnectionException>(() => poll);
    }

    [Fact]
    public async Task ConnectionThatIsNotMadeInTime_IsToldApart()
    {
        // As SocketsHttpHandler reports it: a cancellation that nobody asked for.
        using var clients = _aws.Fails(new TaskCanceledException("connect", new TimeoutException())).Clients();
        var poll = clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, Cancel);
        var error = await Assert.ThrowsAsync<AwsConnectionException>(() => poll);
        Assert.Equal("AWSStepFunctions.GetActivityTask could not connect to http://aws.test:4566/ within 5 seconds.", error.Message);
    }

    [Fact]
    public async Task CallersCancellation_IsNotATimeout()
    {
        using var clients = _aws.Hangs().Clients(_time);
        using var source = new CancellationTokenSource();
        var poll = clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, source.Token);
        await _time.ArmedAsync(TimeSpan.FromSeconds(75));
        await source.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Fact]
    public async Task TimersOfTheSystemClock_AreReusedWithoutOneCallEndingAnother()
    {
        using var clients = _aws.Clients();
        for (var i = 0; i < 50; i++)
        {
            using var source = new CancellationTokenSource();
            await clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "t" }, source.Token);
            await source.CancelAsync();
            await clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "t" }, Cancel);
        }

        Assert.Equal(100, _aws.Requests.Count);
    }

    public void Dispose() => _aws.Dispose();

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
