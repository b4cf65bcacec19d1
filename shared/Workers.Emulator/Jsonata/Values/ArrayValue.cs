using System.Text.Json;

namespace Workers.Emulator.Jsonata;

/// <summary>An array, or a sequence: what a path yields, which counts as its only item when it has one.</summary>
internal sealed class ArrayValue
{
    private List<object?>? items;
    private JsonElement source;

    public ArrayValue() => items = [];

    public ArrayValue(int capacity) => items = new List<object?>(capacity);

    public ArrayValue(List<object?> items) => this.items = items;

    /// <summary>An array of JSON, read when it is first looked into.</summary>
    public ArrayValue(JsonElement source) => this.source = source;

    /// <summary>Whether it stands for its only item when it has one, and for nothing when it has none.</summary>
    public bool IsSequence { get; set; }

    /// <summary>Whether a sequence of one item stays an array.</summary>
    public bool KeepsSingleton { get; set; }

    /// <summary>Whether an array constructor within a path made it, so that it is one item of the path's result.</summary>
    public bool IsConstructed { get; set; }

    /// <summary>Whether the items are <see cref="BindingTuple"/>s.</summary>
    public bool IsTupleStream { get; set; }

    /// <summary>Whether it wraps an input document that is an array, so that the array is one item.</summary>
    public bool WrapsInput { get; set; }

    public List<object?> Items => items ??= Read();

    public int Count => items?.Count ?? source.GetArrayLength();

    public object? this[int index] => Items[index];

    public static ArrayValue Sequence() => new() { IsSequence = true };

    public static ArrayValue Sequence(object? item) => new([item]) { IsSequence = true };

    /// <summary>The JSON that it was read from and still equals.</summary>
    public bool TryGetSource(out JsonElement json)
    {
        json = source;
        return source.ValueKind == JsonValueKind.Array;
    }

    public void Add(object? item)
    {
        Items.Add(item);
        source = default;
    }

    public void AddRange(ArrayValue other)
    {
        Items.AddRange(other.Items);
        source = default;
    }

    private List<object?> Read()
    {
        var read = new List<object?>(source.GetArrayLength());
        foreach (var element in source.EnumerateArray())
        {
            read.Add(JsonValues.FromJson(element));
        }

        return read;
    }
}
