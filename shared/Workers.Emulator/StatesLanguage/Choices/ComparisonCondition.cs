using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Compares a variable; values of other types than the operator's compare as false.</summary>
internal sealed class ComparisonCondition(JsonPath variable, ChoiceOperator comparison, ChoiceOperand operand) : ChoiceCondition
{
    private readonly StringPattern? pattern =
        comparison.Kind == ChoiceKind.Matches ? StringPattern.Parse(operand.Literal.GetString()!) : null;

    public override bool Holds(in EvaluationScope scope)
    {
        var isThere = variable.TryEvaluate(scope, out var value);
        if (comparison.Relation == ChoiceRelation.Present)
        {
            return isThere == operand.Literal.GetBoolean();
        }

        if (!isThere)
        {
            throw Missing(variable);
        }

        if (comparison.Kind == ChoiceKind.Is)
        {
            return Is(value) == operand.Literal.GetBoolean();
        }

        if (pattern is not null)
        {
            return value.ValueKind == JsonValueKind.String && pattern.IsMatch(value.GetString());
        }

        var other = operand.Literal;
        if (operand.Path is not null && !operand.Path.TryEvaluate(scope, out other))
        {
            throw Missing(operand.Path);
        }

        return Compare(value, other) is { } order && Satisfies(order);
    }

    private bool Is(JsonElement value) =>
        comparison.Relation switch
        {
            ChoiceRelation.Null => value.ValueKind == JsonValueKind.Null,
            ChoiceRelation.Numeric => value.ValueKind == JsonValueKind.Number,
            ChoiceRelation.String => value.ValueKind == JsonValueKind.String,
            ChoiceRelation.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => TryTimestamp(value, out _),
        };

    private bool Satisfies(int order) =>
        comparison.Relation switch
        {
            ChoiceRelation.Equal => order == 0,
            ChoiceRelation.Less => order < 0,
            ChoiceRelation.Greater => order > 0,
            ChoiceRelation.LessOrEqual => order <= 0,
            _ => order >= 0,
        };

    private int? Compare(JsonElement value, JsonElement other)
    {
        switch (comparison.Kind)
        {
            case ChoiceKind.String when value.ValueKind == JsonValueKind.String && other.ValueKind == JsonValueKind.String:
                return string.CompareOrdinal(value.GetString(), other.GetString());
            case ChoiceKind.Numeric when value.ValueKind == JsonValueKind.Number && other.ValueKind == JsonValueKind.Number:
                return CompareNumbers(value, other);
            case ChoiceKind.Timestamp when TryTimestamp(value, out var first) && TryTimestamp(other, out var second):
                return first.CompareTo(second);
            case ChoiceKind.Boolean when IsBoolean(value) && IsBoolean(other):
                return value.ValueKind == other.ValueKind ? 0 : 1;
            default:
                return null;
        }
    }

    private static int CompareNumbers(JsonElement value, JsonElement other) =>
        value.TryGetDecimal(out var first) && other.TryGetDecimal(out var second)
            ? first.CompareTo(second)
            : value.GetDouble().CompareTo(other.GetDouble());

    private static bool IsBoolean(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private static bool TryTimestamp(JsonElement value, out DateTimeOffset timestamp)
    {
        timestamp = default;
        return value.ValueKind == JsonValueKind.String && Rfc3339.TryParse(value.GetString()!, out timestamp);
    }

    private static StatesErrorException Missing(JsonPath path) =>
        new(ErrorNames.Runtime, $"Invalid path '{path.Text}': The choice state's condition path references an invalid value.");
}
