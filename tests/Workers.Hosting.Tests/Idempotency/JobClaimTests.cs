using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Idempotency;

public sealed class JobClaimOverSqliteTests : JobClaimContract
{
    private readonly TemporaryFolder _folder = new();
    private SqliteRecordStore? _store;

    private protected override Task<IRecordStore> CreateAsync() =>
        Task.FromResult<IRecordStore>(_store = new SqliteRecordStore(_folder.File("records.db"), Time));

    protected override ValueTask DestroyAsync()
    {
        _store?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class JobClaimOverDynamoDbTests(MotoServer moto) : JobClaimContract, IClassFixture<MotoServer>
{
    private DynamoDbRecordStore? _store;

    private protected override async Task<IRecordStore> CreateAsync()
    {
        var table = $"records-{Guid.NewGuid():N}";
        var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig { ServiceURL = moto.Url, AuthenticationRegion = "eu-central-1" }
        );
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = table,
                KeySchema = [new("partition", KeyType.HASH), new("id", KeyType.RANGE)],
                AttributeDefinitions = [new("partition", ScalarAttributeType.S), new("id", ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            Stop
        );
        return _store = new DynamoDbRecordStore(client, table, Time, NullLogger.Instance);
    }

    protected override ValueTask DestroyAsync()
    {
        _store?.Dispose();
        return ValueTask.CompletedTask;
    }
}
