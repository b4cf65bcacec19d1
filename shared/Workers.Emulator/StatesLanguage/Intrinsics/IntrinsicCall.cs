using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>A call of an intrinsic function, compiled once.</summary>
internal sealed class IntrinsicCall(string text, IntrinsicFunction function, Expression[] arguments) : Expression
{
    public override string Text { get; } = text;

    public override JsonElement Evaluate(in EvaluationScope scope, string field) => Evaluate(scope, this);

    public override void CollectVariables(ISet<string> variables)
    {
        foreach (var argument in arguments)
        {
            argument.CollectVariables(variables);
        }
    }

    // Messages name the outermost call, wherever in it the fault is.
    private JsonElement Evaluate(in EvaluationScope scope, IntrinsicCall outermost)
    {
        var values = new JsonElement[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i] switch
            {
                IntrinsicCall call => call.Evaluate(scope, outermost),
                PathExpression argument => Find(argument.Path, scope, outermost),
                var literal => literal.Evaluate(scope, outermost.Text),
            };
        }

        return function.Invoke(new IntrinsicArguments(function.Name, outermost.Text, values));
    }

    private static JsonElement Find(JsonPath path, in EvaluationScope scope, IntrinsicCall outermost)
    {
        if (path.TryEvaluate(scope, out var value))
        {
            return value;
        }

        // A path into the context object is told as one into the object itself, but with the state's input.
        var told = path.Root == PathRoot.Context ? path.Text[1..] : path.Text;
        throw new StatesErrorException(
            ErrorNames.Runtime,
            $"The function '{outermost.Text}' had the following error: The JsonPath argument for the field '{told}' could not be found in "
                + $"the input '{Json.ToText(scope.Input)}'"
        );
    }
}

/// <summary>A literal argument of an intrinsic function.</summary>
internal sealed class LiteralExpression(string text, JsonElement value) : Expression
{
    public override string Text { get; } = text;

    public override JsonElement Evaluate(in EvaluationScope scope, string field) => value;
}
