using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Stores;

/// <summary>
/// Records as items of a DynamoDB table. DynamoDB removes an expired item only hours or days later, so whatever reads or writes one looks at
/// its expiry itself.
/// </summary>
internal sealed partial class DynamoDbRecordStore(IAmazonDynamoDB client, string table, TimeProvider time, ILogger logger)
    : IRecordStore,
        IOpenedAtStart,
        IDisposable
{
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (await StartProbe.AskAsync(ProbeAsync, time, cancellationToken) is { } reason)
        {
            LogOutOfReach(table, reason);
        }
    }

    public async Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default)
    {
        RecordLimits.Check(key);
        var request = new GetItemRequest
        {
            TableName = table,
            Key = ItemFormat.Key(key),
            ConsistentRead = true,
        };
        var response = await client.GetItemAsync(request, cancellationToken);
        return response.Item is { Count: > 0 } item && !ItemFormat.IsExpired(item, Now()) ? ItemFormat.Read(item) : null;
    }

    public async Task<long?> TryPutAsync(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long expectedVersion,
        DateTimeOffset? expires = null,
        CancellationToken cancellationToken = default
    )
    {
        RecordLimits.Check(key);
        RecordLimits.Check(value);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        var isNew = expectedVersion == 0;
        var version = isNew ? RecordLimits.FirstVersion() : expectedVersion + 1;
        var write = Guid.NewGuid().ToString("N");
        var request = new PutItemRequest
        {
            TableName = table,
            Item = ItemFormat.Write(key, value, version, RecordLimits.ToSeconds(expires), write),
            ConditionExpression = isNew
                ? "attribute_not_exists(#id) OR #expires <= :now"
                : "#version = :expected AND (attribute_not_exists(#expires) OR #expires > :now)",
            ExpressionAttributeNames = NamesOf(isNew ? ItemFormat.Id : ItemFormat.Version, ItemFormat.Expires),
            ExpressionAttributeValues = ValuesOf(isNew ? null : expectedVersion),
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        try
        {
            await client.PutItemAsync(request, cancellationToken);
            return version;
        }
        catch (ConditionalCheckFailedException exception)
        {
            // The SDK tries again when an answer was lost: then the write that stands in the way may be this very one.
            return ItemFormat.IsWrittenBy(exception.Item, write) ? version : null;
        }
    }

    public async Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        RecordLimits.Check(key);
        var request = new DeleteItemRequest { TableName = table, Key = ItemFormat.Key(key) };
        if (expectedVersion is not null)
        {
            request.ConditionExpression = "attribute_not_exists(#id) OR #version = :expected OR #expires <= :now";
            request.ExpressionAttributeNames = NamesOf(ItemFormat.Id, ItemFormat.Version, ItemFormat.Expires);
            request.ExpressionAttributeValues = ValuesOf(expectedVersion);
        }

        try
        {
            await client.DeleteItemAsync(request, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    public async IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        RecordLimits.CheckPartition(partition);
        var request = new QueryRequest
        {
            TableName = table,
            ConsistentRead = true,
            KeyConditionExpression = "#partition = :partition",
            FilterExpression = "attribute_not_exists(#expires) OR #expires > :now",
            ExpressionAttributeNames = NamesOf(ItemFormat.Partition, ItemFormat.Expires),
            ExpressionAttributeValues = ValuesOf(null),
        };
        request.ExpressionAttributeValues[":partition"] = new AttributeValue { S = partition };
        if (after is { Length: > 0 })
        {
            request.KeyConditionExpression += " AND #id > :after";
            request.ExpressionAttributeNames["#id"] = ItemFormat.Id;
            request.ExpressionAttributeValues[":after"] = new AttributeValue { S = after };
        }

        do
        {
            var response = await client.QueryAsync(request, cancellationToken);
            foreach (var item in response.Items ?? [])
            {
                yield return ItemFormat.Read(item);
            }

            request.ExclusiveStartKey = response.LastEvaluatedKey;
        } while (request.ExclusiveStartKey is { Count: > 0 });
    }

    public void Dispose() => client.Dispose();

    // What every job needs, and nothing more: no permission is asked for that the store itself does without.
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await GetAsync(new RecordKey("start", "probe"), cancellationToken);
        }
        catch (AmazonDynamoDBException exception) when (Remedy(exception) is { } remedy)
        {
            throw new WorkerConfigurationException(
                SettingPath.Describe("Store:Table", table, $"cannot be used ({exception.Message.TrimEnd('.')}); {remedy}"),
                exception
            );
        }
    }

    private static string? Remedy(AmazonDynamoDBException exception) =>
        exception switch
        {
            ResourceNotFoundException => "create the table, or name one of this account and region",
            { ErrorCode: "AccessDeniedException" } =>
                "allow the worker's role dynamodb:GetItem, dynamodb:PutItem, dynamodb:DeleteItem and dynamodb:Query on it",
            { ErrorCode: "ValidationException" } => "its key must be partition (string, hash) and id (string, range)",
            _ => null,
        };

    // DynamoDB refuses names and values that the expression does not use.
    private static Dictionary<string, string> NamesOf(params ReadOnlySpan<string> attributes)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes)
        {
            names.Add("#" + attribute, attribute);
        }

        return names;
    }

    private Dictionary<string, AttributeValue> ValuesOf(long? expectedVersion)
    {
        var values = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [":now"] = ItemFormat.Number(Now()) };
        if (expectedVersion is { } expected)
        {
            values[":expected"] = ItemFormat.Number(expected);
        }

        return values;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    [LoggerMessage(LogLevel.Warning, "The record store's table {Table} cannot be reached yet: {Reason}")]
    private partial void LogOutOfReach(string table, string reason);
}
