namespace Workers.Emulator.Jsonata;

/// <summary>An expression, read once and evaluated as often as need be, by several threads if they like.</summary>
internal sealed class JsonataProgram
{
    private readonly Node root;

    private JsonataProgram(string text, Syntax syntax)
    {
        Text = text;
        root = NodeBuilder.Build(syntax);
        Variables = [.. References.FreeVariables(syntax)];
        TopLevelNames = References.TopLevelNames(syntax);
    }

    public string Text { get; }

    /// <summary>The variables that the expression reads and does not bind, in alphabetical order.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>The names that it looks up in the context at its top, where Step Functions gives it none.</summary>
    public IReadOnlyList<string> TopLevelNames { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="JsonataException">It is no expression of JSONata.</exception>
    public static JsonataProgram Parse(string text)
    {
        try
        {
            return new JsonataProgram(text, Parser.Parse(text));
        }
        catch (InsufficientExecutionStackException)
        {
            throw new JsonataException("D1011");
        }
    }

    /// <summary>The value of the expression; null when it has none.</summary>
    /// <param name="input">What <c>$</c> denotes at the top; null for nothing.</param>
    /// <param name="variables">The variables that are set beforehand; built-in functions are found behind them.</param>
    /// <param name="now">The time of <c>$now</c>.</param>
    /// <exception cref="JsonataException">The evaluation failed.</exception>
    public object? Evaluate(object? input, Frame variables, DateTimeOffset now)
    {
        var frame = new Frame(variables);
        frame.Bind("$", input);
        var context = input is ArrayValue array ? new ArrayValue([array]) { IsSequence = true, WrapsInput = true } : input;
        try
        {
            return new Evaluation(now).Evaluate(root, context, frame);
        }
        catch (InsufficientExecutionStackException)
        {
            throw new JsonataException("D1011");
        }
        catch (InvalidOperationException error) when (error.InnerException is InsufficientExecutionStackException)
        {
            throw new JsonataException("D1011");
        }
    }
}
