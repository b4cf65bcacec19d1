using System.Text;

namespace Workers.Hosting.Stores;

/// <summary>What every store takes: DynamoDB's limits, also where there is no DynamoDB, so that a record fits wherever it is kept.</summary>
internal static class RecordLimits
{
    // An item has at most 400 KB, its names and keys included.
    public const int MaxValueBytes = 350_000;

    private const int MaxIdBytes = 1024;
    private const int MaxPartitionBytes = 2048;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The name does not fit.</exception>
    public static void Check(RecordKey key)
    {
        CheckPartition(key.Partition);
        CheckText(key.Id, MaxIdBytes, "id");
    }

    /// <exception cref="ArgumentException">The name does not fit.</exception>
    public static void CheckPartition(string partition) => CheckText(partition, MaxPartitionBytes, "partition");

    /// <exception cref="ArgumentException">The value does not fit.</exception>
    public static void Check(ReadOnlyMemory<byte> value)
    {
        if (value.Length > MaxValueBytes)
        {
            throw new ArgumentException(
                $"The value has {value.Length} bytes; a record takes at most {MaxValueBytes}. Store it elsewhere and keep a reference to it.",
                nameof(value)
            );
        }
    }

    /// <summary>Whole seconds, rounded up: what DynamoDB's TTL knows.</summary>
    public static long? ToSeconds(DateTimeOffset? expires) =>
        expires is { } at ? at.ToUnixTimeSeconds() + (at.Ticks % TimeSpan.TicksPerSecond > 0 ? 1 : 0) : null;

    /// <summary>
    /// The first version of a record. Not 1: whoever still holds a version of a record that was deleted and created again must not be able to
    /// write over it.
    /// </summary>
    public static long FirstVersion() => Random.Shared.NextInt64(1, 1L << 40);

    private static void CheckText(string text, int most, string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(text, what);
        var bytes = Utf8.GetByteCount(text);
        if (bytes > most || text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"A record's {what} has 1 to {most} bytes in UTF-8 and no NUL; this one has {bytes} bytes.", what);
        }
    }
}
