using System.Text.Json;

namespace Workers.Emulator.DynamoDb;

/// <summary>An item: attribute values as the protocol writes them, by name.</summary>
internal sealed class Item() : Dictionary<string, JsonElement>(StringComparer.Ordinal)
{
    /// <exception cref="Protocol.AwsErrorException">SerializationException: it is no map; ValidationException: a value is none.</exception>
    public static Item Read(JsonElement map)
    {
        if (map.ValueKind != JsonValueKind.Object)
        {
            throw Protocol.FrameworkErrors.Serialization("Start of structure or map expected where it was not found.");
        }

        var item = new Item();
        foreach (var attribute in map.EnumerateObject())
        {
            AttributeValues.Require(attribute.Value);
            item[attribute.Name] = attribute.Value.Clone();
        }

        return item;
    }

    public Item Copy()
    {
        var copy = new Item();
        foreach (var (name, value) in this)
        {
            copy[name] = value;
        }

        return copy;
    }
}

/// <summary>A table: items by their keys.</summary>
internal sealed class Table(string name, string arn, string partitionKey, string? sortKey, DateTimeOffset created)
{
    private readonly SortedDictionary<string, Item> _items = new(StringComparer.Ordinal);

    public Lock Gate { get; } = new();

    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public string PartitionKey { get; } = partitionKey;

    public string? SortKey { get; } = sortKey;

    public DateTimeOffset Created { get; } = created;

    /// <summary>The items in the order of their keys.</summary>
    public IReadOnlyCollection<Item> Items => _items.Values;

    /// <summary>What identifies an item, which must have the table's key attributes.</summary>
    /// <exception cref="Protocol.AwsErrorException">ValidationException: a key attribute is missing.</exception>
    public string KeyOf(Item item) =>
        SortKey is null ? Part(item, PartitionKey) : Part(item, PartitionKey) + "\u0000" + Part(item, SortKey);

    /// <summary>The key of a request, which must have the table's key attributes and no others.</summary>
    /// <exception cref="Protocol.AwsErrorException">ValidationException: it has not.</exception>
    public string RequireKey(Item key) =>
        key.Count == (SortKey is null ? 1 : 2) && key.ContainsKey(PartitionKey) && (SortKey is null || key.ContainsKey(SortKey))
            ? KeyOf(key)
            : throw DynamoDbErrors.Validation("The provided key element does not match the schema");

    public Item? Find(string key) => _items.GetValueOrDefault(key);

    public void Put(string key, Item item) => _items[key] = item;

    public void Remove(string key) => _items.Remove(key);

    public bool IsKey(string attribute) => attribute == PartitionKey || attribute == SortKey;

    private static string Part(Item item, string attribute) =>
        item.TryGetValue(attribute, out var value)
            ? AttributeValues.SortText(value)
            : throw DynamoDbErrors.Validation($"One or more parameter values were invalid: Missing the key {attribute} in the item");
}
