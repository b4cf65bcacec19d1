using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>A text that a definition gives as such or by an expression.</summary>
internal sealed class StringField
{
    private readonly string field;
    private readonly string? literal;
    private readonly Expression? expression;

    private StringField(string field, string? literal, Expression? expression)
    {
        this.field = field;
        this.literal = literal;
        this.expression = expression;
    }

    public static StringField OfLiteral(string value) => new(string.Empty, value, null);

    /// <param name="field">The field as messages name it, for example <c>CausePath</c>.</param>
    /// <param name="expression">A path, an intrinsic function or a JSONata expression.</param>
    public static StringField OfExpression(string field, Expression expression) => new(field, null, expression);

    /// <summary>The text.</summary>
    /// <exception cref="StatesErrorException">States.Runtime: the expression has no value, or one that is no text.</exception>
    public string Resolve(in EvaluationScope scope)
    {
        if (expression is null)
        {
            return literal!;
        }

        if (expression is JsonataExpression jsonata)
        {
            return jsonata.Evaluate(scope, field, "string").GetString()!;
        }

        var value = expression.Evaluate(scope, field);
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new StatesErrorException(
                ErrorNames.Runtime,
                $"The {field} field refers to value {Json.ToText(value)} which is not a valid string: {expression.Text}"
            );
    }
}
