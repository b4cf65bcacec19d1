using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>What a choice rule asks.</summary>
internal abstract class ChoiceCondition
{
    public abstract bool Holds(in EvaluationScope scope);
}

/// <summary>Holds when all its parts do.</summary>
internal sealed class AndCondition(ChoiceCondition[] parts) : ChoiceCondition
{
    public override bool Holds(in EvaluationScope scope)
    {
        foreach (var part in parts)
        {
            if (!part.Holds(scope))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Holds when one of its parts does.</summary>
internal sealed class OrCondition(ChoiceCondition[] parts) : ChoiceCondition
{
    public override bool Holds(in EvaluationScope scope)
    {
        foreach (var part in parts)
        {
            if (part.Holds(scope))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Holds when its part does not.</summary>
internal sealed class NotCondition(ChoiceCondition part) : ChoiceCondition
{
    public override bool Holds(in EvaluationScope scope) => !part.Holds(scope);
}

/// <summary>A condition in JSONata, or a fixed truth value.</summary>
internal sealed class ExpressionCondition(Expression expression, string field) : ChoiceCondition
{
    public override bool Holds(in EvaluationScope scope) =>
        (expression is JsonataExpression jsonata ? jsonata.Evaluate(scope, field, "boolean") : expression.Evaluate(scope, field)).ValueKind
        == JsonValueKind.True;
}
