using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Tests.Support;

/// <summary>DynamoDB on moto.</summary>
internal static class MotoTables
{
    public static AmazonDynamoDBClient CreateClient(this MotoServer moto) =>
        new(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig { ServiceURL = moto.Url, AuthenticationRegion = "eu-central-1" }
        );

    /// <summary>Creates a table as the README tells.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> CreateTableAsync(this IAmazonDynamoDB client, CancellationToken cancellationToken)
    {
        var table = $"records-{Guid.NewGuid():N}";
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = table,
                KeySchema = [new("partition", KeyType.HASH), new("id", KeyType.RANGE)],
                AttributeDefinitions = [new("partition", ScalarAttributeType.S), new("id", ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            cancellationToken
        );
        return table;
    }

    /// <summary>A store over a table of its own.</summary>
    public static async Task<DynamoDbRecordStore> CreateRecordStoreAsync(
        this MotoServer moto,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var client = moto.CreateClient();
        return new DynamoDbRecordStore(client, await client.CreateTableAsync(cancellationToken), time, NullLogger.Instance);
    }
}
