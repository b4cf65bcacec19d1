namespace Workers.Emulator.Jsonata;

/// <summary>An array constructor.</summary>
internal sealed class ArrayNode(IReadOnlyList<Node> elements) : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        var result = new ArrayValue { IsConstructed = IsConstructor };
        foreach (var element in elements)
        {
            var value = evaluation.Evaluate(element, input, frame);
            if (value is ArrayValue array && element is not ArrayNode)
            {
                evaluation.Charge(array.Count);
                result.AddRange(array);
            }
            else if (value is not null)
            {
                result.Add(value);
            }
        }

        return result;
    }
}

/// <summary>An object constructor.</summary>
internal sealed class ObjectNode(GroupClause members) : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame) => members.Evaluate(input, evaluation, frame);
}

/// <summary>Expressions one after the other, in a scope of their own; the last one's value is theirs.</summary>
internal sealed class BlockNode(IReadOnlyList<Node> expressions) : Node
{
    public IReadOnlyList<Node> Expressions { get; } = expressions;

    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        var scope = new Frame(frame);
        object? result = null;
        foreach (var expression in Expressions)
        {
            result = evaluation.Evaluate(expression, input, scope);
        }

        return result;
    }
}

/// <summary>Binds a variable.</summary>
internal sealed class BindNode(string name, Node value) : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        var bound = evaluation.Evaluate(value, input, frame);
        frame.Bind(name, bound);
        return bound;
    }
}

/// <summary>A choice between two values.</summary>
internal sealed class ConditionNode(Node condition, Node then, Node? otherwise) : Node
{
    public Node Then { get; } = then;

    public Node? Otherwise { get; } = otherwise;

    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        var chosen = Truth.Of(evaluation.Evaluate(condition, input, frame)) ? Then : Otherwise;
        return chosen is null ? null : evaluation.Evaluate(chosen, input, frame);
    }
}
