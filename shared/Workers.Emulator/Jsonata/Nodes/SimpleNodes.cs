using System.Runtime.CompilerServices;

namespace Workers.Emulator.Jsonata;

/// <summary>A fixed value.</summary>
internal sealed class LiteralNode(object value) : Node
{
    public object Value { get; } = value;

    public override object? Compute(Evaluation evaluation, object? input, Frame frame) => Value;
}

/// <summary>A regular expression: a function that matches.</summary>
internal sealed class RegexNode(JsRegex regex) : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame) => new RegexFunction(regex);
}

/// <summary>The place of an argument that a partial application leaves open.</summary>
internal sealed class PlaceholderNode : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame) => null;
}

/// <summary>The field of an object, or of the objects of an array.</summary>
internal sealed class NameNode(string name) : Node
{
    public string Name { get; } = name;

    public override object? Compute(Evaluation evaluation, object? input, Frame frame) => Sequences.Lookup(input, Name);
}

/// <summary>A variable; the one without a name is the context.</summary>
internal sealed class VariableNode(string name) : Node
{
    public string Name { get; } = name;

    public override object? Compute(Evaluation evaluation, object? input, Frame frame) =>
        Name.Length > 0 ? frame.Find(Name)
        : input is ArrayValue { WrapsInput: true, Count: > 0 } wrapper ? wrapper[0]
        : input;
}

/// <summary>The context of an earlier step.</summary>
internal sealed class ParentNode(AncestorSlot slot) : Node
{
    public AncestorSlot Slot { get; } = slot;

    public override object? Compute(Evaluation evaluation, object? input, Frame frame) => frame.Find(Slot.Label);
}

/// <summary>The values of all fields.</summary>
internal sealed class WildcardNode : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        var context = input is ArrayValue { WrapsInput: true, Count: > 0 } wrapper ? wrapper[0] : input;
        var result = ArrayValue.Sequence();
        if (context is ArrayValue array)
        {
            array.Items.ForEach(item => Add(result, item));
        }
        else if (context is ObjectValue map)
        {
            Array.ForEach(map.Keys, key => Add(result, map.Get(key)));
        }

        return result;
    }

    private static void Add(ArrayValue result, object? value)
    {
        if (value is ArrayValue array)
        {
            Sequences.Flatten(array, result);
        }
        else
        {
            result.Add(value);
        }
    }
}

/// <summary>The context and all that is within it.</summary>
internal sealed class DescendantsNode : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        if (input is null)
        {
            return null;
        }

        var result = ArrayValue.Sequence();
        Collect(input, result);
        return result.Count == 1 ? result[0] : result;
    }

    private static void Collect(object? value, ArrayValue result)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value is ArrayValue array)
        {
            array.Items.ForEach(item => Collect(item, result));
            return;
        }

        result.Add(value);
        if (value is ObjectValue map)
        {
            Array.ForEach(map.Keys, key => Collect(map.Get(key), result));
        }
    }
}
