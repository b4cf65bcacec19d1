namespace Workers.Emulator.Jsonata;

/// <summary>A call.</summary>
internal sealed class CallNode(Node procedure, IReadOnlyList<Node> arguments) : Node
{
    public Node Procedure { get; } = procedure;

    public IReadOnlyList<Node> Arguments { get; } = arguments;

    /// <summary>Whether a function ends with it, so that the function's caller makes the call.</summary>
    public bool IsTail { get; set; }

    /// <summary>The function's name; null when it has none.</summary>
    public string? ProcedureName => NameOf(Procedure);

    public static string? NameOf(Node procedure) =>
        procedure switch
        {
            VariableNode variable => variable.Name,
            PathNode { Steps: [NameNode name, ..] } => name.Name,
            _ => null,
        };

    public override object? Compute(Evaluation evaluation, object? input, Frame frame) =>
        IsTail ? new TailCall(this, input, frame) : Call(evaluation, input, frame, []);

    /// <summary>Makes the call.</summary>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="input">The context.</param>
    /// <param name="frame">The variables.</param>
    /// <param name="first">The arguments before those in parentheses: what is applied to the function.</param>
    public object? Call(Evaluation evaluation, object? input, Frame frame, IReadOnlyList<object?> first)
    {
        var function = evaluation.Evaluate(Procedure, input, frame);
        if (function is null && Procedure is PathNode && ProcedureName is { } name && Truth.IsSomething(frame.Find(name)))
        {
            throw new JsonataException("T1005") { Token = name, Words = name };
        }

        var values = new object?[first.Count + Arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i < first.Count ? first[i] : Hand(evaluation.Evaluate(Arguments[i - first.Count], input, frame));
        }

        return Evaluation.Named(this, () => evaluation.Apply(function, values, input));
    }

    private static object? Hand(object? argument) =>
        argument is FunctionValue function and not HandedFunction ? new HandedFunction(function) : argument;
}

/// <summary>A call that leaves arguments open: a function of these.</summary>
internal sealed class PartialNode(Node procedure, IReadOnlyList<Node> arguments) : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        var values = arguments
            .Select(argument => argument is PlaceholderNode ? PartialFunction.Open : evaluation.Evaluate(argument, input, frame))
            .ToArray();
        var function = evaluation.Evaluate(procedure, input, frame);
        if (function is FunctionValue callable)
        {
            return new PartialFunction(callable, values);
        }

        var name = CallNode.NameOf(procedure);
        throw function is null && procedure is PathNode && name is not null && Truth.IsSomething(frame.Find(name))
            ? new JsonataException("T1007") { Token = name, Words = name }
            : new JsonataException("T1008") { Token = name };
    }
}

/// <summary>The definition of a function.</summary>
internal sealed class LambdaNode(IReadOnlyList<string> parameters, Node body, Signature? signature) : Node
{
    public IReadOnlyList<string> Parameters { get; } = parameters;

    public Node Body { get; } = body;

    public Signature? Signature { get; } = signature;

    public override object? Compute(Evaluation evaluation, object? input, Frame frame) => new LambdaFunction(this, input, frame);
}

/// <summary>A value applied to a function, or two functions made one.</summary>
internal sealed class ApplyNode(Node left, Node right) : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        var value = evaluation.Evaluate(left, input, frame);
        if (right is CallNode call)
        {
            return call.Call(evaluation, input, frame, [value]);
        }

        var applied = evaluation.Evaluate(right, input, frame);
        if (applied is not FunctionValue function)
        {
            throw new JsonataException("T2006") { Value = applied };
        }

        return value is FunctionValue first ? new ChainedFunction(first, function) : evaluation.Apply(function, [value], JsonNull.Value);
    }
}
