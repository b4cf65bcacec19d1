namespace Workers.Emulator.Jsonata;

/// <summary>A scope of variables within another one.</summary>
internal class Frame(Frame? parent)
{
    private Dictionary<string, object?>? bindings;

    public void Bind(string name, object? value) => (bindings ??= new Dictionary<string, object?>(StringComparer.Ordinal))[name] = value;

    /// <summary>The value of a variable; null (no value) when none has this name.</summary>
    public object? Find(string name)
    {
        for (var frame = this; frame is not null; frame = frame.Parent)
        {
            if (frame.TryFindHere(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private Frame? Parent { get; } = parent;

    /// <summary>Whether this very scope has the variable.</summary>
    protected virtual bool TryFindHere(string name, out object? value)
    {
        value = null;
        return bindings is not null && bindings.TryGetValue(name, out value);
    }
}
