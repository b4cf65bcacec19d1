using System.Text.Json;

namespace Workers.Emulator.Jsonata;

/// <summary>An object; its members keep their order.</summary>
internal sealed class ObjectValue
{
    private OrderedDictionary<string, object?>? members;
    private JsonElement source;

    public ObjectValue() => members = new OrderedDictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>An object of JSON, read when it is first looked into.</summary>
    public ObjectValue(JsonElement source) => this.source = source;

    public int Count => Members.Count;

    /// <summary>The keys as they are now.</summary>
    public string[] Keys => [.. Members.Keys];

    private OrderedDictionary<string, object?> Members => members ??= Read();

    /// <summary>The JSON that it was read from and still equals.</summary>
    public bool TryGetSource(out JsonElement json)
    {
        json = source;
        return source.ValueKind == JsonValueKind.Object;
    }

    public bool TryGet(string key, out object? value)
    {
        if (!Members.TryGetValue(key, out value))
        {
            return false;
        }

        if (value is Func<object?> deferred)
        {
            value = deferred();
            Members[key] = value;
        }

        return true;
    }

    public object? Get(string key) => TryGet(key, out var value) ? value : null;

    public bool Has(string key) => Members.ContainsKey(key);

    public void Set(string key, object? value)
    {
        Members[key] = value;
        source = default;
    }

    /// <summary>Adds a member whose value is made when it is first asked for.</summary>
    public void Defer(string key, Func<object?> value) => Set(key, value);

    public void Remove(string key)
    {
        Members.Remove(key);
        source = default;
    }

    private OrderedDictionary<string, object?> Read()
    {
        var read = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in source.EnumerateObject())
        {
            read[member.Name] = JsonValues.FromJson(member.Value);
        }

        return read;
    }
}
