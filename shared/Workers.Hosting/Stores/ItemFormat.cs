using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Workers.Hosting.Stores;

/// <summary>How a record is written as a DynamoDB item.</summary>
internal static class ItemFormat
{
    public const string Partition = "partition";
    public const string Id = "id";
    public const string Version = "version";

    /// <summary>Epoch seconds: the table's TTL attribute.</summary>
    public const string Expires = "expires";

    private const string Value = "value";

    // Names the call that wrote the item, so that a call that was sent twice recognizes itself.
    private const string WriteId = "write";

    public static Dictionary<string, AttributeValue> Key(RecordKey key) =>
        new(StringComparer.Ordinal)
        {
            [Partition] = new AttributeValue { S = key.Partition },
            [Id] = new AttributeValue { S = key.Id },
        };

    public static Dictionary<string, AttributeValue> Write(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long version,
        long? expires,
        string write
    )
    {
        var item = Key(key);
        item[Value] = new AttributeValue { B = new MemoryStream(value.ToArray(), writable: false) };
        item[Version] = Number(version);
        item[WriteId] = new AttributeValue { S = write };
        if (expires is { } seconds)
        {
            item[Expires] = Number(seconds);
        }

        return item;
    }

    public static StoredRecord Read(Dictionary<string, AttributeValue> item) =>
        new(
            new RecordKey(item[Partition].S, item[Id].S),
            item[Value].B.ToArray(),
            Number(item[Version]),
            item.TryGetValue(Expires, out var expires) ? DateTimeOffset.FromUnixTimeSeconds(Number(expires)) : null
        );

    public static bool IsExpired(Dictionary<string, AttributeValue> item, long now) =>
        item.TryGetValue(Expires, out var expires) && Number(expires) <= now;

    public static bool IsWrittenBy(Dictionary<string, AttributeValue>? item, string write) =>
        item is not null && item.TryGetValue(WriteId, out var by) && by.S == write;

    public static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    private static long Number(AttributeValue value) => long.Parse(value.N, CultureInfo.InvariantCulture);
}
