namespace Workers.Emulator.Jsonata;

/// <summary>One item on its way along a path, with the variables that the path's steps have bound for it.</summary>
internal sealed class BindingTuple
{
    private readonly OrderedDictionary<string, object?> variables;

    public BindingTuple(object? item)
    {
        Item = item;
        variables = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
    }

    private BindingTuple(BindingTuple other)
    {
        Item = other.Item;
        variables = new OrderedDictionary<string, object?>(other.variables, StringComparer.Ordinal);
    }

    public object? Item { get; set; }

    public void Bind(string name, object? value) => variables[name] = value;

    public BindingTuple Copy() => new(this);

    /// <summary>Takes over the item and all variables of another tuple.</summary>
    public void Take(BindingTuple other)
    {
        Item = other.Item;
        foreach (var (name, value) in other.variables)
        {
            variables[name] = value;
        }
    }

    /// <summary>Merges another tuple: items and variables become sequences.</summary>
    public void Append(BindingTuple other)
    {
        Item = Sequences.Append(Item, other.Item);
        foreach (var (name, value) in other.variables)
        {
            variables[name] = Sequences.Append(variables.GetValueOrDefault(name), value);
        }
    }

    /// <summary>The frame in which the variables are visible.</summary>
    public Frame Open(Frame parent)
    {
        var frame = new Frame(parent);
        foreach (var (name, value) in variables)
        {
            frame.Bind(name, value);
        }

        return frame;
    }
}
