using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Text of a definition that stands for a value found at run time: a path, a call of an intrinsic function, a JSONata expression.</summary>
internal abstract class Expression
{
    /// <summary>The expression as the definition spells it.</summary>
    public abstract string Text { get; }

    /// <summary>The value that the expression stands for.</summary>
    /// <param name="scope">What it is evaluated against.</param>
    /// <param name="field">The field it is given for, as messages name it.</param>
    /// <exception cref="StatesErrorException">It has no value.</exception>
    public abstract JsonElement Evaluate(in EvaluationScope scope, string field);
}

/// <summary>A path given for a field.</summary>
internal sealed class PathExpression(JsonPath path) : Expression
{
    public override string Text => path.Text;

    public override JsonElement Evaluate(in EvaluationScope scope, string field) =>
        path.TryEvaluate(scope, out var value)
            ? value
            : throw new StatesErrorException(
                ErrorNames.Runtime,
                $"The JSONPath '{Text}' specified for the field '{field}' could not be found in the input '{Json.ToText(scope.Input)}'"
            );
}

/// <summary>A JSONata expression: read with its definition, but not evaluated by this emulator.</summary>
internal sealed class JsonataExpression(string text) : Expression
{
    public override string Text { get; } = text;

    public override JsonElement Evaluate(in EvaluationScope scope, string field) =>
        throw new StatesErrorException(
            ErrorNames.QueryEvaluationError,
            $"The JSONata expression '{Text}' specified for the field '{field}' cannot be evaluated: this emulator evaluates JSONPath only."
        );
}

/// <summary>A fixed truth value where an expression may stand.</summary>
internal sealed class ConstantExpression(bool value) : Expression
{
    public override string Text { get; } = value ? "true" : "false";

    public override JsonElement Evaluate(in EvaluationScope scope, string field) => Json.FromBoolean(value);
}
