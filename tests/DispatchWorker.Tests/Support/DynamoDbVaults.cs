using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace DispatchWorker.Tests.Support;

/// <summary>A table that several dispatchers share, each with a client of its own.</summary>
internal sealed class DynamoDbVaults(string url) : IVaults
{
    private readonly string _table = $"dispatch-{Guid.NewGuid():N}";
    private readonly List<WorkerApplication> _opened = [];

    /// <summary>Creates the table.</summary>
    public async Task CreateTableAsync()
    {
        using var client = Client();
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = _table,
                KeySchema = [new("partition", KeyType.HASH), new("id", KeyType.RANGE)],
                AttributeDefinitions = [new("partition", ScalarAttributeType.S), new("id", ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            PushBench.Stop
        );
    }

    public IRecordStore Open(TimeProvider time)
    {
        var builder = WorkerHost.CreateBuilder();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IAmazonDynamoDB>(_ => Client());
        builder.AddRecordStore(options =>
        {
            options.Kind = StoreKind.DynamoDb;
            options.Table = _table;
        });
        var application = builder.Build();
        _opened.Add(application);
        return application.Services.GetRequiredService<IRecordStore>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _opened)
        {
            await application.DisposeAsync();
        }
    }

    private AmazonDynamoDBClient Client() =>
        new(new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = url, AuthenticationRegion = "eu-central-1" });
}
