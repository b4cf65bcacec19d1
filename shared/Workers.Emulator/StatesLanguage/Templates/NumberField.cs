using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>A number that a definition gives as such, by a path (the field of the same name with "Path"), or by a JSONata expression.</summary>
internal sealed class NumberField
{
    private readonly string name;
    private readonly double literal;
    private readonly JsonPath? path;
    private readonly Expression? expression;

    private NumberField(string name, double literal, JsonPath? path, Expression? expression)
    {
        this.name = name;
        this.literal = literal;
        this.path = path;
        this.expression = expression;
    }

    public static NumberField OfLiteral(string name, double value) => new(name, value, null, null);

    public static NumberField OfPath(string name, JsonPath path) => new(name, 0, path, null);

    public static NumberField OfExpression(string name, Expression expression) => new(name, 0, null, expression);

    /// <summary>The value as a whole number.</summary>
    /// <exception cref="StatesErrorException">States.Runtime: the path leads nowhere or to something else.</exception>
    public int ResolveInteger(in EvaluationScope scope)
    {
        if (expression is JsonataExpression jsonata)
        {
            return ToInteger(jsonata, jsonata.Evaluate(scope, name, "number"));
        }

        if (!TryFind(scope, out var value))
        {
            return (int)literal;
        }

        return int.TryParse(TextOf(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Mismatch(value, "integer");
    }

    /// <summary>The value as a number.</summary>
    /// <exception cref="StatesErrorException">States.Runtime: the path leads nowhere or to something else.</exception>
    public double ResolveFloat(in EvaluationScope scope)
    {
        if (expression is JsonataExpression jsonata)
        {
            return jsonata.Evaluate(scope, name, "number").GetDouble();
        }

        if (!TryFind(scope, out var value))
        {
            return literal;
        }

        return double.TryParse(TextOf(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Mismatch(value, "float");
    }

    private int ToInteger(JsonataExpression jsonata, JsonElement value)
    {
        var number = value.GetDouble();
        return double.IsInteger(number) && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw jsonata.UnexpectedType(name, "integer", "number", value);
    }

    private bool TryFind(in EvaluationScope scope, out JsonElement value)
    {
        value =
            expression is not null ? expression.Evaluate(scope, name)
            : path is not null ? path.Evaluate(scope)
            : default;
        return value.ValueKind != JsonValueKind.Undefined;
    }

    // A number in quotes is a number to Step Functions here.
    private static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : Json.ToText(value);

    private StatesErrorException Mismatch(JsonElement value, string wanted)
    {
        return new StatesErrorException(
            ErrorNames.Runtime,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The {name}Path field refers to value \"{TextOf(value)}\" which is not a valid {wanted}: {path?.Text ?? expression?.Text}"
            )
        );
    }
}
