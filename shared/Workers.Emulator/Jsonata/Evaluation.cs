using System.Runtime.CompilerServices;

namespace Workers.Emulator.Jsonata;

/// <summary>One evaluation of an expression: bounded in steps and depth, at one instant.</summary>
/// <param name="now">The time of <c>$now</c> and <c>$millis</c>, and what fills in parts of a date.</param>
internal sealed class Evaluation(DateTimeOffset now)
{
    /// <summary>How many pieces of expressions are evaluated, and items made, at most.</summary>
    public const int MostSteps = 12_000_000;

    /// <summary>How many numbers a range has at most: with more of them Step Functions is out of memory.</summary>
    public const int LongestRange = 873_782;

    // A text costs a step for so many characters.
    private const int CharactersAStep = 16;
    private const int MostDepth = 50_000;

    // Deep recursion gets a stack of its own before it is given up.
    private const int DeepStackBytes = 64 << 20;

    private int steps;
    private int depth;
    private bool isOnDeepStack;

    public DateTimeOffset Now { get; } = now;

    /// <summary>The value of a piece of an expression.</summary>
    /// <exception cref="JsonataException">It has none.</exception>
    public object? Evaluate(Node node, object? input, Frame frame)
    {
        Charge(1);
        if (++depth > MostDepth)
        {
            throw new JsonataException("D1011");
        }

        var value = RuntimeHelpers.TryEnsureSufficientExecutionStack() ? Compute(node, input, frame) : ComputeDeep(node, input, frame);
        depth--;
        return value;
    }

    /// <summary>Calls a function, and whatever it ends by calling.</summary>
    /// <param name="function">The function; anything else is an error.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="context">What stands in for an argument that is left out.</param>
    /// <exception cref="JsonataException">T1006: it is no function; whatever its evaluation fails with.</exception>
    public object? Apply(object? function, object?[] arguments, object? context)
    {
        var result = Invoke(function, arguments, context);
        while (result is TailCall call)
        {
            Charge(1);
            var next = Evaluate(call.Node.Procedure, call.Input, call.Frame);
            var values = new object?[call.Node.Arguments.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Evaluate(call.Node.Arguments[i], call.Input, call.Frame);
            }

            result = Named(call.Node, () => Invoke(next, values, context));
        }

        return result;
    }

    /// <summary>Calls a function for an expression; its failure is told by the name that the expression gives it.</summary>
    public static object? Named(CallNode node, Func<object?> call)
    {
        try
        {
            return call();
        }
        catch (JsonataException error) when (error.Token is null)
        {
            error.Token = node.ProcedureName;
            throw;
        }
    }

    /// <summary>Counts work.</summary>
    /// <exception cref="JsonataException">D1012: it is too much.</exception>
    public void Charge(int count)
    {
        steps += count;
        if (steps > MostSteps || steps < 0)
        {
            throw new JsonataException("D1012");
        }
    }

    /// <summary>Counts the work of making a text.</summary>
    /// <exception cref="JsonataException">D1012: it is too much.</exception>
    public void ChargeText(long characters) => Charge((int)Math.Min(characters / CharactersAStep, MostSteps));

    /// <summary>The error of an expression that needs too much memory.</summary>
    public static JsonataException TooLarge() =>
        new(JsonataException.WithoutCode) { Words = "The expression needs more memory than there is for it." };

    private static object? Invoke(object? function, object?[] arguments, object? context, Evaluation evaluation)
    {
        if (function is not FunctionValue callable)
        {
            throw new JsonataException("T1006");
        }

        var validated = callable.Signature is null ? arguments : callable.Signature.Validate(arguments, context);
        return callable.Invoke(evaluation, validated, context);
    }

    private object? Invoke(object? function, object?[] arguments, object? context) => Invoke(function, arguments, context, this);

    private object? Compute(Node node, object? input, Frame frame)
    {
        var value = node.Compute(this, input, frame);
        if (node.Predicates is not null)
        {
            foreach (var predicate in node.Predicates)
            {
                value = Filtering.Filter(predicate, value, this, frame);
            }
        }

        if (node.Group is not null && node is not PathNode)
        {
            value = node.Group.Evaluate(value, this, frame);
        }

        return Sequences.Reduce(value, node.KeepsArray);
    }

    private object? ComputeDeep(Node node, object? input, Frame frame)
    {
        if (isOnDeepStack)
        {
            throw new JsonataException("D1011");
        }

        isOnDeepStack = true;
        object? value = null;
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    value = Compute(node, input, frame);
                }
                catch (Exception error)
                {
                    failure = error;
                }
            },
            DeepStackBytes
        );
        thread.Start();
        thread.Join();
        isOnDeepStack = false;
        return failure switch
        {
            null => value,
            JsonataException error => throw error,
            _ => throw new InvalidOperationException("The evaluation of an expression failed.", failure),
        };
    }
}
