using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>The tags of one resource.</summary>
internal sealed class TagSet
{
    private const int Most = 50;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, string> _tags = [];

    /// <summary>Adds tags, as a request lists them, and replaces those of the same key.</summary>
    /// <exception cref="AwsErrorException">TooManyTags: there would be more than 50.</exception>
    public void Add(JsonElement? tags)
    {
        if (tags is not { ValueKind: JsonValueKind.Array } list)
        {
            return;
        }

        lock (_gate)
        {
            var added = list.EnumerateArray()
                .Select(tag => (Key: tag.RequiredText("key", 128, 1), Value: tag.Text("value") ?? ""))
                .ToList();
            if (_tags.Keys.Union(added.Select(tag => tag.Key), StringComparer.Ordinal).Count() > Most)
            {
                throw new AwsErrorException("TooManyTags", $"Too many tags: a resource may have {Most}.");
            }

            foreach (var (key, value) in added)
            {
                _tags[key] = value;
            }
        }
    }

    public void Remove(IEnumerable<string> keys)
    {
        lock (_gate)
        {
            foreach (var key in keys)
            {
                _tags.Remove(key);
            }
        }
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        lock (_gate)
        {
            writer.WriteStartArray("tags"u8);
            foreach (var (key, value) in _tags)
            {
                writer.WriteStartObject();
                writer.WriteString("key"u8, key);
                writer.WriteString("value"u8, value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }
}
