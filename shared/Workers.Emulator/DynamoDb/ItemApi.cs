using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.DynamoDb;

/// <summary>GetItem, PutItem, UpdateItem, DeleteItem, Query and Scan.</summary>
internal sealed class ItemApi(TableApi tables)
{
    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("GetItem", GetItem);
        operations.Add("PutItem", PutItem);
        operations.Add("UpdateItem", UpdateItem);
        operations.Add("DeleteItem", DeleteItem);
        operations.Add("Query", (request, response, _) => Select(request, response, "KeyConditionExpression"));
        operations.Add("Scan", (request, response, _) => Select(request, response, null));
    }

    private ValueTask GetItem(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var key = Item.Read(Required(request, "Key"));
        var table = tables.Get(request);
        lock (table.Gate)
        {
            WriteIfAny(response, "Item", table.Find(table.RequireKey(key)));
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask PutItem(JsonElement request, Utf8JsonWriter response, CancellationToken aborted) =>
        Replace(request, response, "Item", static (table, item) => table.KeyOf(item), static (table, key, item) => table.Put(key, item));

    private ValueTask DeleteItem(JsonElement request, Utf8JsonWriter response, CancellationToken aborted) =>
        Replace(request, response, "Key", static (table, item) => table.RequireKey(item), static (table, key, _) => table.Remove(key));

    private ValueTask Replace(
        JsonElement request,
        Utf8JsonWriter response,
        string member,
        Func<Table, Item, string> keyOf,
        Action<Table, string, Item> change
    )
    {
        var item = Item.Read(Required(request, member));
        var table = tables.Get(request);
        var condition = ConditionExpression.Parse(request, "ConditionExpression");
        lock (table.Gate)
        {
            var key = keyOf(table, item);
            var present = table.Find(key);
            RequireCondition(condition, present);
            change(table, key, item);
            WriteIfAny(response, "Attributes", request.Text("ReturnValues") == "ALL_OLD" ? present : null);
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask UpdateItem(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var keyItem = Item.Read(Required(request, "Key"));
        var table = tables.Get(request);
        var condition = ConditionExpression.Parse(request, "ConditionExpression");
        var update = UpdateExpression.Parse(request);
        lock (table.Gate)
        {
            var key = table.RequireKey(keyItem);
            var present = table.Find(key);
            RequireCondition(condition, present);
            if (update.Names.FirstOrDefault(table.IsKey) is { } part)
            {
                throw DynamoDbErrors.Validation(
                    $"One or more parameter values were invalid: Cannot update attribute {part}. This attribute is part of the key"
                );
            }

            var changed = update.Apply(present ?? keyItem);
            table.Put(key, changed);
            WriteIfAny(
                response,
                "Attributes",
                request.Text("ReturnValues") switch
                {
                    "ALL_OLD" => present,
                    "ALL_NEW" => changed,
                    "UPDATED_OLD" => Only(present, update.Names),
                    "UPDATED_NEW" => Only(changed, update.Names),
                    _ => null,
                }
            );
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask Select(JsonElement request, Utf8JsonWriter response, string? keyCondition)
    {
        var table = tables.Get(request);
        if (keyCondition is not null && request.Text(keyCondition) is null)
        {
            throw DynamoDbErrors.Validation(
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."
            );
        }

        var hasKey = keyCondition is null ? _ => true : ConditionExpression.Parse(request, keyCondition);
        var passes = ConditionExpression.Parse(request, "FilterExpression");
        List<Item> scanned;
        lock (table.Gate)
        {
            scanned = [.. table.Items.Where(hasKey).Take(request.Integer("Limit") ?? int.MaxValue)];
        }

        if (request.Member("ScanIndexForward")?.ValueKind == JsonValueKind.False)
        {
            scanned.Reverse();
        }

        var items = scanned.FindAll(item => passes(item));
        response.WriteStartArray("Items"u8);
        items.ForEach(item => Write(response, item));
        response.WriteEndArray();
        response.WriteNumber("Count"u8, items.Count);
        response.WriteNumber("ScannedCount"u8, scanned.Count);
        return ValueTask.CompletedTask;
    }

    private static JsonElement Required(JsonElement request, string member) =>
        request.Member(member) switch
        {
            null => throw DynamoDbErrors.MustNotBeNull(char.ToLowerInvariant(member[0]) + member[1..]),
            { ValueKind: JsonValueKind.Object } map => map,
            _ => throw FrameworkErrors.Serialization("STRING_VALUE can not be converted to Map"),
        };

    private static void RequireCondition(Func<Item, bool> condition, Item? present)
    {
        if (!condition(present ?? []))
        {
            throw DynamoDbErrors.ConditionFailed();
        }
    }

    private static Item? Only(Item? item, IEnumerable<string> names)
    {
        var part = new Item();
        foreach (var name in names)
        {
            if (item is not null && item.TryGetValue(name, out var value))
            {
                part[name] = value;
            }
        }

        return part.Count > 0 ? part : null;
    }

    private static void WriteIfAny(Utf8JsonWriter response, string member, Item? item)
    {
        if (item is not null)
        {
            response.WritePropertyName(member);
            Write(response, item);
        }
    }

    private static void Write(Utf8JsonWriter response, Item item)
    {
        response.WriteStartObject();
        foreach (var (name, value) in item)
        {
            response.WritePropertyName(name);
            value.WriteTo(response);
        }

        response.WriteEndObject();
    }
}
