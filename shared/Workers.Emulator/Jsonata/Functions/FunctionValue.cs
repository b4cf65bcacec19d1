namespace Workers.Emulator.Jsonata;

/// <summary>A function as a value.</summary>
internal abstract class FunctionValue
{
    /// <summary>How many arguments it looks at: functions that call others give them no more.</summary>
    public abstract int Arity { get; }

    /// <summary>Checks and completes the arguments; null when any will do.</summary>
    public virtual Signature? Signature => null;

    /// <summary>Calls it; the result may be a <see cref="TailCall"/> that is still to be made.</summary>
    public abstract object? Invoke(Evaluation evaluation, object?[] arguments, object? context);
}

/// <summary>The call that a function ends with: made by its caller, so that endless loops need no stack.</summary>
internal sealed record TailCall(CallNode Node, object? Input, Frame Frame);

/// <summary>A function that an expression defines.</summary>
internal sealed class LambdaFunction(LambdaNode definition, object? input, Frame closure) : FunctionValue
{
    public override int Arity => definition.Parameters.Count;

    public override Signature? Signature => definition.Signature;

    public override object? Invoke(Evaluation evaluation, object?[] arguments, object? context)
    {
        var frame = new Frame(closure);
        for (var i = 0; i < definition.Parameters.Count; i++)
        {
            frame.Bind(definition.Parameters[i], i < arguments.Length ? arguments[i] : null);
        }

        return evaluation.Evaluate(definition.Body, input, frame);
    }
}

/// <summary>A function of the language itself.</summary>
/// <param name="signature">For example <c>&lt;s-nn?:s&gt;</c>.</param>
/// <param name="arity">How many arguments it looks at.</param>
/// <param name="body">What it does; it gets as many arguments as its signature has parameters, or more.</param>
internal sealed class BuiltInFunction(string signature, int arity, Func<Evaluation, object?[], object?> body) : FunctionValue
{
    public override int Arity { get; } = arity;

    public override Signature Signature { get; } = Signature.Parse(signature);

    public override object? Invoke(Evaluation evaluation, object?[] arguments, object? context)
    {
        if (arguments.Length < Signature.Count)
        {
            Array.Resize(ref arguments, Signature.Count);
        }

        return body(evaluation, arguments);
    }
}

/// <summary>A function handed to another one as an argument: called there, it knows no context.</summary>
internal sealed class HandedFunction(FunctionValue function) : FunctionValue
{
    public FunctionValue Function { get; } = function;

    public override int Arity => Function.Arity;

    public override object? Invoke(Evaluation evaluation, object?[] arguments, object? context) =>
        evaluation.Apply(Function, arguments, JsonNull.Value);
}

/// <summary>A function some of whose arguments are given.</summary>
/// <param name="function">The function.</param>
/// <param name="arguments">The arguments, those that are open being <see cref="Open"/>.</param>
internal sealed class PartialFunction(FunctionValue function, object?[] arguments) : FunctionValue
{
    public static object Open { get; } = new();

    public override int Arity { get; } = arguments.Count(argument => ReferenceEquals(argument, Open));

    public override object? Invoke(Evaluation evaluation, object?[] given, object? context)
    {
        var values = (object?[])arguments.Clone();
        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (ReferenceEquals(values[i], Open))
            {
                values[i] = next < given.Length ? given[next] : null;
                next++;
            }
        }

        return evaluation.Apply(function, values, context);
    }
}

/// <summary>Two functions, the second called with the result of the first.</summary>
internal sealed class ChainedFunction(FunctionValue first, FunctionValue second) : FunctionValue
{
    public override int Arity => 1;

    public override object? Invoke(Evaluation evaluation, object?[] arguments, object? context) =>
        evaluation.Apply(second, [evaluation.Apply(first, [arguments.FirstOrDefault()], context)], context);
}

/// <summary>A regular expression as a function: the first match in a text, which tells the next.</summary>
internal sealed class RegexFunction(JsRegex regex) : FunctionValue
{
    public JsRegex Regex { get; } = regex;

    public override int Arity => 2;

    public override object? Invoke(Evaluation evaluation, object?[] arguments, object? context)
    {
        if (arguments.FirstOrDefault() is not string text)
        {
            return null;
        }

        return Next(Regex.Matches(text).GetEnumerator());
    }

    private static ObjectValue? Next(IEnumerator<JsMatch> matches)
    {
        if (!matches.MoveNext())
        {
            return null;
        }

        var match = matches.Current;
        var result = new ObjectValue();
        result.Set("match", match.Text);
        result.Set("start", (double)match.Start);
        result.Set("end", (double)match.End);
        result.Set("groups", new ArrayValue([.. match.Groups]));
        result.Set("next", new BuiltInFunction("<>", 0, (_, _) => Next(matches)));
        return result;
    }
}
