using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>The condition of a filter.</summary>
internal abstract class PathPredicate
{
    public abstract bool Holds(JsonElement candidate, JsonElement root);
}

/// <summary>Holds when one of its parts does.</summary>
internal sealed class AnyPredicate(PathPredicate[] parts) : PathPredicate
{
    public override bool Holds(JsonElement candidate, JsonElement root)
    {
        foreach (var part in parts)
        {
            if (part.Holds(candidate, root))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Holds when all its parts do.</summary>
internal sealed class AllPredicate(PathPredicate[] parts) : PathPredicate
{
    public override bool Holds(JsonElement candidate, JsonElement root)
    {
        foreach (var part in parts)
        {
            if (!part.Holds(candidate, root))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Holds when its part does not.</summary>
internal sealed class NotPredicate(PathPredicate part) : PathPredicate
{
    public override bool Holds(JsonElement candidate, JsonElement root) => !part.Holds(candidate, root);
}

/// <summary>Holds when its path leads anywhere.</summary>
internal sealed class ExistsPredicate(FilterOperand operand) : PathPredicate
{
    public override bool Holds(JsonElement candidate, JsonElement root) => operand.TryEvaluate(candidate, root, out _);
}

/// <summary>Compares two operands; an operand that leads nowhere compares with nothing.</summary>
internal sealed class ComparisonPredicate(FilterOperand left, FilterOperator comparison, FilterOperand right) : PathPredicate
{
    public override bool Holds(JsonElement candidate, JsonElement root)
    {
        var hasLeft = left.TryEvaluate(candidate, root, out var first);
        var hasRight = right.TryEvaluate(candidate, root, out var second);
        if (!hasLeft || !hasRight)
        {
            return comparison == FilterOperator.NotEqual && hasLeft != hasRight;
        }

        return comparison switch
        {
            FilterOperator.Equal => JsonElement.DeepEquals(first, second),
            FilterOperator.NotEqual => !JsonElement.DeepEquals(first, second),
            FilterOperator.Less => Compare(first, second) < 0,
            FilterOperator.LessOrEqual => Compare(first, second) <= 0,
            FilterOperator.Greater => Compare(first, second) > 0,
            FilterOperator.GreaterOrEqual => Compare(first, second) >= 0,
            FilterOperator.In => Contains(second, first),
            FilterOperator.NotIn => second.ValueKind == JsonValueKind.Array && !Contains(second, first),
            FilterOperator.Contains => Contains(first, second),
            FilterOperator.Size => second.ValueKind == JsonValueKind.Number && Size(first) == second.GetDouble(),
            FilterOperator.Empty => second.ValueKind is JsonValueKind.True or JsonValueKind.False
                && Size(first) >= 0
                && Size(first) == 0 == second.GetBoolean(),
            _ => false,
        };
    }

    private static int? Compare(JsonElement first, JsonElement second) =>
        (first.ValueKind, second.ValueKind) switch
        {
            (JsonValueKind.Number, JsonValueKind.Number) => first.GetDouble().CompareTo(second.GetDouble()),
            (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(first.GetString(), second.GetString()),
            _ => null,
        };

    private static bool Contains(JsonElement container, JsonElement part)
    {
        if (container.ValueKind == JsonValueKind.String)
        {
            return part.ValueKind == JsonValueKind.String && container.GetString()!.Contains(part.GetString()!, StringComparison.Ordinal);
        }

        if (container.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in container.EnumerateArray())
            {
                if (JsonElement.DeepEquals(element, part))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static int Size(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => value.GetArrayLength(),
            JsonValueKind.String => value.GetString()!.Length,
            JsonValueKind.Object => value.GetPropertyCount(),
            _ => -1,
        };
}

/// <summary>How a filter compares.</summary>
internal enum FilterOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    Contains,
    Size,
    Empty,
}

/// <summary>A literal, or a path from the candidate or from the root.</summary>
internal readonly struct FilterOperand(JsonElement literal, JsonPath? path)
{
    /// <summary>Whether it is a path, which may lead nowhere.</summary>
    public bool IsPath => path is not null;

    public bool TryEvaluate(JsonElement candidate, JsonElement root, out JsonElement value)
    {
        if (path is null)
        {
            value = literal;
            return true;
        }

        return path.TryEvaluate(path.Root == PathRoot.Candidate ? candidate : root, out value);
    }
}
