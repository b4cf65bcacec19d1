using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Stores;

public sealed class DynamoDbRecordStoreTests(MotoServer moto) : RecordStoreContract, IClassFixture<MotoServer>
{
    private static readonly RecordKey Key = new("approval", "a1");

    private readonly string _table = $"records-{Guid.NewGuid():N}";
    private AmazonDynamoDBClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_expiry_is_an_attribute_in_epoch_seconds_as_the_tables_TTL_wants_it()
    {
        var expires = Time.GetUtcNow().AddDays(14);
        using var store = new DynamoDbRecordStore(Client(), _table, Time, NullLogger.Instance);
        await store.TryPutAsync(Key, "one"u8.ToArray(), 0, expires, Stop);

        var response = await _client.GetItemAsync(
            _table,
            new Dictionary<string, AttributeValue> { ["partition"] = new("approval"), ["id"] = new("a1") },
            Stop
        );

        Assert.Equal($"{expires.ToUnixTimeSeconds()}", response.Item["expires"].N);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_known_again_when_it_is_sent_twice()
    {
        using var lossy = new LosesFirstAnswer();
        using var store = new DynamoDbRecordStore(Client(lossy), _table, Time, NullLogger.Instance);

        var version = await store.TryPutAsync(Key, "one"u8.ToArray(), 0, cancellationToken: Stop);

        Assert.Equal(2, lossy.Puts);
        Assert.Equal((await store.GetAsync(Key, Stop))!.Version, version);
    }

    [Fact]
    public async Task A_table_that_is_missing_is_told_with_its_setting()
    {
        using var store = new DynamoDbRecordStore(Client(), "no-such-table", Time, NullLogger.Instance);

        var exception = await Assert.ThrowsAsync<WorkerConfigurationException>(() => store.OpenAsync(Stop));

        Assert.Contains("Store:Table is 'no-such-table'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("create the table", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Store__Table", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_there_opens()
    {
        using var store = new DynamoDbRecordStore(Client(), _table, Time, NullLogger.Instance);

        await store.OpenAsync(Stop);
    }

    private protected override async Task<IRecordStore> CreateAsync()
    {
        _client = Client();
        await _client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = _table,
                KeySchema = [new("partition", KeyType.HASH), new("id", KeyType.RANGE)],
                AttributeDefinitions = [new("partition", ScalarAttributeType.S), new("id", ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            Stop
        );
        return new DynamoDbRecordStore(_client, _table, Time, NullLogger.Instance);
    }

    protected override ValueTask DestroyAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }

    private AmazonDynamoDBClient Client(LosesFirstAnswer? lossy = null)
    {
        var config = new AmazonDynamoDBConfig { ServiceURL = moto.Url, AuthenticationRegion = "eu-central-1" };
        if (lossy is not null)
        {
            config.HttpClientFactory = lossy;
        }

        return new AmazonDynamoDBClient(new BasicAWSCredentials("test", "test"), config);
    }

    /// <summary>The first PutItem gets through, but its answer does not come back.</summary>
    private sealed class LosesFirstAnswer : HttpClientFactory, IDisposable
    {
        private readonly Handler _handler = new();

        public int Puts => _handler.Puts;

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(_handler, disposeHandler: false);

        public void Dispose() => _handler.Dispose();

        private sealed class Handler() : DelegatingHandler(new HttpClientHandler())
        {
            public int Puts { get; private set; }

            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (
                    !request.Headers.TryGetValues("X-Amz-Target", out var targets)
                    || !targets.Single().EndsWith("PutItem", StringComparison.Ordinal)
                    || ++Puts > 1
                )
                {
                    return response;
                }

                response.Dispose();
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("{}") };
            }
        }
    }
}
