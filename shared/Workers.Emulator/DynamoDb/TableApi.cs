using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.DynamoDb;

/// <summary>CreateTable, DescribeTable, ListTables and DeleteTable, and the tables themselves.</summary>
internal sealed partial class TableApi(EmulatorContext context)
{
    private readonly ConcurrentDictionary<string, Table> _tables = new(StringComparer.Ordinal);

    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("CreateTable", CreateTable);
        operations.Add("DescribeTable", DescribeTable);
        operations.Add("ListTables", ListTables);
        operations.Add("DeleteTable", DeleteTable);
    }

    /// <summary>The table of a request.</summary>
    /// <exception cref="AwsErrorException">ValidationException or ResourceNotFoundException.</exception>
    public Table Get(JsonElement request) =>
        _tables.TryGetValue(NameOf(request), out var table) ? table : throw DynamoDbErrors.TableNotFound();

    private static string NameOf(JsonElement request)
    {
        var name = request.Text("TableName") ?? throw DynamoDbErrors.MustNotBeNull("tableName");

        // Tables may be given by ARN as well.
        name = name.StartsWith("arn:", StringComparison.Ordinal) ? name[(name.LastIndexOf('/') + 1)..] : name;
        return ValidName().IsMatch(name)
            ? name
            : throw DynamoDbErrors.Validation(
                $"1 validation error detected: Value '{name}' at 'tableName' failed to satisfy constraint: Member must satisfy regular "
                    + "expression pattern: [a-zA-Z0-9_.-]+"
            );
    }

    private ValueTask CreateTable(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var name = NameOf(request);
        var keys = request.Elements("KeySchema").ToLookup(key => key.Text("KeyType") ?? "", key => key.Text("AttributeName"));
        var partition = keys["HASH"].FirstOrDefault() ?? throw DynamoDbErrors.MustNotBeNull("keySchema");
        var arn = $"arn:aws:dynamodb:{context.Region}:{context.AccountId}:table/{name}";
        var table = new Table(name, arn, partition, keys["RANGE"].FirstOrDefault(), context.TimeProvider.GetUtcNow());
        if (!_tables.TryAdd(name, table))
        {
            throw DynamoDbErrors.TableInUse(name);
        }

        Write(response, "TableDescription", table, "ACTIVE");
        return ValueTask.CompletedTask;
    }

    private ValueTask DescribeTable(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        Write(response, "Table", Get(request), "ACTIVE");
        return ValueTask.CompletedTask;
    }

    private ValueTask ListTables(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        response.WriteStartArray("TableNames"u8);
        foreach (var name in _tables.Keys.Order(StringComparer.Ordinal))
        {
            response.WriteStringValue(name);
        }

        response.WriteEndArray();
        return ValueTask.CompletedTask;
    }

    private ValueTask DeleteTable(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var table = Get(request);
        _tables.TryRemove(table.Name, out _);
        Write(response, "TableDescription", table, "DELETING");
        return ValueTask.CompletedTask;
    }

    private static void Write(Utf8JsonWriter response, string member, Table table, string status)
    {
        response.WriteStartObject(member);
        response.WriteString("TableName"u8, table.Name);
        response.WriteString("TableArn"u8, table.Arn);
        response.WriteString("TableStatus"u8, status);
        response.WriteNumber("CreationDateTime"u8, table.Created.ToUnixTimeMilliseconds() / 1000m);
        response.WriteNumber("ItemCount"u8, table.Items.Count);
        response.WriteStartArray("KeySchema"u8);
        WriteKey(response, table.PartitionKey, "HASH");
        if (table.SortKey is not null)
        {
            WriteKey(response, table.SortKey, "RANGE");
        }

        response.WriteEndArray();
        response.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter response, string attribute, string type)
    {
        response.WriteStartObject();
        response.WriteString("AttributeName"u8, attribute);
        response.WriteString("KeyType"u8, type);
        response.WriteEndObject();
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
