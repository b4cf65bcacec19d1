using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>A call of an intrinsic function, compiled once.</summary>
internal sealed class IntrinsicCall(string text, IntrinsicFunction function, Expression[] arguments) : Expression
{
    public override string Text { get; } = text;

    public override JsonElement Evaluate(in EvaluationScope scope, string field)
    {
        var values = new JsonElement[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i].Evaluate(scope, field);
        }

        return function.Invoke(new IntrinsicArguments(function.Name, Text, values));
    }
}

/// <summary>A literal argument of an intrinsic function.</summary>
internal sealed class LiteralExpression(string text, JsonElement value) : Expression
{
    public override string Text { get; } = text;

    public override JsonElement Evaluate(in EvaluationScope scope, string field) => value;
}
