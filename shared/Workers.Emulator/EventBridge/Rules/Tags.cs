using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge.Rules;

/// <summary>The tags of one bus or rule.</summary>
internal sealed class Tags
{
    private const int Most = 50;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, string> _tags = new(StringComparer.Ordinal);

    /// <summary>Adds tags, as a request lists them, and replaces those of the same key.</summary>
    /// <exception cref="AwsErrorException">A key is missing or too long, or there would be more than 50.</exception>
    public void Add(IEnumerable<JsonElement> tags)
    {
        var added = tags.Select(tag => (Key: tag.Required("Key", 128), Value: tag.Limited("Value", 256) ?? "")).ToList();
        lock (_lock)
        {
            if (_tags.Keys.Union(added.Select(tag => tag.Key), StringComparer.Ordinal).Count() > Most)
            {
                throw EventBridgeErrors.LimitExceeded();
            }

            foreach (var (key, value) in added)
            {
                _tags[key] = value;
            }
        }
    }

    public void Remove(IEnumerable<string> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                _tags.Remove(key);
            }
        }
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        lock (_lock)
        {
            writer.WriteStartArray("Tags"u8);
            foreach (var (key, value) in _tags)
            {
                writer.WriteStartObject();
                writer.WriteString("Key"u8, key);
                writer.WriteString("Value"u8, value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }
}
