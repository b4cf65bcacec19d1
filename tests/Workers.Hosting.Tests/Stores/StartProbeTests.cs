using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Workers.Hosting.Payloads;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Stores;

/// <summary>A store of AWS that does not answer must not keep a worker from starting: it may be back with the first job.</summary>
public sealed class StartProbeTests : IDisposable
{
    private readonly SilentServer _silent = new();
    private readonly ManualTime _time = new();
    private readonly LogCapture _log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bucket_behind_a_server_that_never_answers_holds_up_the_start_for_seconds_only()
    {
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("test", "test"),
            new AmazonS3Config { ServiceURL = _silent.Url, AuthenticationRegion = "eu-central-1" }
        );
        using var store = new S3PayloadStore(client, "claims", "payloads", 1000, _time, _log.CreateLogger("s3"));

        await OpensAfterFiveSecondsAsync(store);

        Assert.Contains("bucket claims cannot be reached yet: no answer within 5 s", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_does_a_table()
    {
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig { ServiceURL = _silent.Url, AuthenticationRegion = "eu-central-1" }
        );
        using var store = new DynamoDbRecordStore(client, "records", _time, _log.CreateLogger("dynamodb"));

        await OpensAfterFiveSecondsAsync(store);

        Assert.Contains("no answer within 5 s", _log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(HttpRequestException))]
    [InlineData(typeof(AmazonServiceException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task Whatever_tells_of_no_answer_lets_the_worker_start(Type exception)
    {
        var reason = await StartProbe.AskAsync(_ => throw (Exception)Activator.CreateInstance(exception)!, _time, Stop);

        Assert.NotNull(reason);
    }

    [Fact]
    public async Task A_wrong_setting_does_not()
    {
        await Assert.ThrowsAsync<WorkerConfigurationException>(() =>
            StartProbe.AskAsync(_ => throw new WorkerConfigurationException("Store:Table is wrong."), _time, Stop)
        );
    }

    [Fact]
    public async Task Whoever_gives_up_the_start_is_heard()
    {
        using var given = new CancellationTokenSource();
        var asking = StartProbe.AskAsync(token => Task.Delay(Timeout.InfiniteTimeSpan, _time, token), _time, given.Token);

        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    public void Dispose()
    {
        _silent.Dispose();
        _log.Dispose();
    }

    private async Task OpensAfterFiveSecondsAsync(IOpenedAtStart store)
    {
        var opening = store.OpenAsync(Stop);
        await Soon.Within(_silent.Connected);
        Assert.False(opening.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        await Soon.Within(opening);
    }
}
