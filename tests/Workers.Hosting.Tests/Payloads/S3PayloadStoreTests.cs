using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Aws;
using Workers.Hosting.Payloads;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Payloads;

public sealed class S3PayloadStoreTests(MotoServer moto) : IAsyncLifetime, IClassFixture<MotoServer>
{
    private readonly string _bucket = $"payloads-{Guid.NewGuid():N}";
    private ServiceProvider _services = null!;
    private IAmazonS3 _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var options = new AwsClientOptions
        {
            Region = "eu-central-1",
            Credentials = new BasicAWSCredentials("test", "test"),
            ServiceUrl = moto.Url,
        };
        _services = new ServiceCollection().AddSingleton(options).AddSingleton(_ => AwsClients.Create(options)).BuildServiceProvider();
        _client = S3Clients.Create(_services);
        await _client.PutBucketAsync(
            new PutBucketRequest
            {
                BucketName = _bucket,
                PutBucketConfiguration = new() { LocationConstraint = "eu-central-1" },
            },
            Stop
        );
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(300_000)]
    [InlineData(9_000_000)]
    public async Task A_payload_is_read_as_it_was_written(int length)
    {
        var payload = new byte[length];
        Random.Shared.NextBytes(payload);

        // A slice: the store must not write what stands around it.
        var around = new byte[length + 20];
        payload.CopyTo(around, 10);
        await Store().WriteAsync("payloads/a/b c+ä", around.AsMemory(10, length), Stop);

        Assert.Equal(payload, (await Store().ReadAsync("payloads/a/b c+ä", Stop))!.Value.ToArray());
    }

    [Fact]
    public async Task Writing_again_replaces_it()
    {
        await Store().WriteAsync("payloads/a", "1"u8.ToArray(), Stop);
        await Store().WriteAsync("payloads/a", "2"u8.ToArray(), Stop);

        Assert.Equal("2"u8.ToArray(), (await Store().ReadAsync("payloads/a", Stop))!.Value.ToArray());
        Assert.Equal("application/json", (await _client.GetObjectMetadataAsync(_bucket, "payloads/a", Stop)).Headers.ContentType);
    }

    [Fact]
    public async Task A_key_outside_the_prefix_is_put_below_it_where_the_role_and_the_lifecycle_rule_reach()
    {
        await Store().WriteAsync("claim-1/Work", "1"u8.ToArray(), Stop);

        Assert.Equal("1"u8.ToArray(), (await Store().ReadAsync("claim-1/Work", Stop))!.Value.ToArray());
        Assert.Equal("1"u8.ToArray(), (await Store().ReadAsync("payloads/claim-1/Work", Stop))!.Value.ToArray());
        Assert.Equal(1, (await _client.GetObjectMetadataAsync(_bucket, "payloads/claim-1/Work", Stop)).ContentLength);
    }

    [Fact]
    public async Task What_is_not_there_is_null() => Assert.Null(await Store().ReadAsync("payloads/none", Stop));

    [Fact]
    public async Task An_object_that_is_larger_than_allowed_is_not_read_into_memory()
    {
        await Store().WriteAsync("payloads/a", new byte[2000], Stop);

        await Assert.ThrowsAsync<InvalidDataException>(() => Store(1999).ReadAsync("payloads/a", Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Store(1999).WriteAsync("payloads/a", new byte[2000], Stop));
    }

    [Theory]
    [InlineData("../other-bucket/a")]
    [InlineData("payloads/../a")]
    [InlineData("/a")]
    public async Task A_key_that_leaves_the_bucket_is_refused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store().ReadAsync(key, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Store().WriteAsync(key, new byte[1], Stop));
    }

    [Fact]
    public async Task A_bucket_that_is_there_opens() => await Store().OpenAsync(Stop);

    [Fact]
    public async Task A_bucket_that_is_missing_is_told_with_its_setting()
    {
        using var store = new S3PayloadStore(_client, "no-such-bucket", "payloads", 1000, TimeProvider.System, NullLogger.Instance);

        var exception = await Assert.ThrowsAsync<WorkerConfigurationException>(() => store.OpenAsync(Stop));

        Assert.Contains("Payloads:Bucket is 'no-such-bucket'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("create the bucket", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Payloads__Bucket", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_out_of_reach_does_not_keep_the_worker_from_starting()
    {
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("test", "test"),
            new AmazonS3Config
            {
                ServiceURL = "http://127.0.0.1:1",
                AuthenticationRegion = "eu-central-1",
                MaxErrorRetry = 0,
            }
        );
        using var log = new LogCapture();
        using var store = new S3PayloadStore(client, _bucket, "payloads", 1000, TimeProvider.System, log.CreateLogger("s3"));

        await store.OpenAsync(Stop);

        Assert.Contains($"bucket {_bucket} cannot be reached yet", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_hands_payloads_on_by_the_bucket()
    {
        var text = new string('x', 250_000);
        await using var worker = await TestWorker.ActivityAsync(
            builder =>
            {
                builder.AddPayloads();
                builder.Services.AddSingleton(_services.GetRequiredService<AwsClientOptions>());
            },
            (claim, _, _) => Task.FromResult(new Answer(claim.Id + text)),
            "--Payloads:Kind=S3",
            $"--Payloads:Bucket={_bucket}"
        );
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        var output = (await Soon.Next(worker.Aws.Successes)).Output;

        var reference = Assert.Single(PayloadReference.FindAll(output.Span)).Reference;
        Assert.Equal(("S3", _bucket), (reference.Kind, reference.Bucket));
        var answer = System.Text.Encoding.UTF8.GetString(output.Span);
        worker.Aws.AnswerPoll("t2", TestWorker.Envelope(input: $$"""{"id":"c2","delayMinutes":75,"earlier":{{answer}}}"""));
        Assert.NotEqual(output.ToArray(), (await Soon.Next(worker.Aws.Successes)).Output.ToArray());
    }

    [Fact]
    public async Task The_endpoint_of_the_environment_is_used_with_the_bucket_in_the_path()
    {
        var options = new AwsClientOptions { Region = "eu-central-1", Credentials = new BasicAWSCredentials("test", "test") };
        await using var services = new ServiceCollection()
            .AddSingleton(options)
            .AddSingleton(_ => AwsClients.Create(options))
            .BuildServiceProvider();
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", moto.Url);
        try
        {
            using var client = S3Clients.Create(services);
            using var store = new S3PayloadStore(client, _bucket, "payloads", 1000, TimeProvider.System, NullLogger.Instance);
            await store.WriteAsync("payloads/a", "1"u8.ToArray(), Stop);
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", null);
        }

        Assert.NotNull(await Store().ReadAsync("payloads/a", Stop));
    }

    private S3PayloadStore Store(int maxBytes = 67_108_864) =>
        new(_client, _bucket, "payloads", maxBytes, TimeProvider.System, NullLogger.Instance);
}
