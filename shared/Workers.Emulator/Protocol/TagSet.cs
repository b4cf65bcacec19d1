using System.Text.Json;

namespace Workers.Emulator.Protocol;

/// <summary>The tags of one resource.</summary>
/// <param name="rules">How the resource's service spells, orders and limits them.</param>
internal sealed class TagSet(TagRules rules)
{
    private readonly Lock _lock = new();
    private readonly IDictionary<string, string> _tags = rules.IsSorted
        ? new SortedDictionary<string, string>(StringComparer.Ordinal)
        : new OrderedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Adds the tags that a request lists, and replaces those of the same key. A request without the list adds none.</summary>
    /// <exception cref="AwsErrorException">A tag breaks the service's constraints, or there would be more than 50.</exception>
    public void Add(JsonElement request) => Add(rules.ReadAll(request));

    /// <summary>Adds tags, and replaces those of the same key.</summary>
    /// <exception cref="AwsErrorException">There would be more than 50.</exception>
    public void Add(IReadOnlyList<KeyValuePair<string, string>> added)
    {
        lock (_lock)
        {
            rules.Limit(_tags.Concat(added));
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
            writer.WriteStartArray(rules.List);
            foreach (var (key, value) in _tags)
            {
                writer.WriteStartObject();
                writer.WriteString(rules.Key, key);
                writer.WriteString(rules.Value, value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }
}
