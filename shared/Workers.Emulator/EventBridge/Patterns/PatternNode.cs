using System.Text.Json;

namespace Workers.Emulator.EventBridge.Patterns;

/// <summary>A part of a pattern: what the values at one place of the event must be like.</summary>
internal abstract class PatternNode
{
    /// <summary>Whether the place satisfies the pattern.</summary>
    /// <param name="values">What is there: nothing where the event lacks it, else one value.</param>
    public abstract bool Matches(ReadOnlySpan<JsonElement> values);

    /// <summary>The value and, where it is an array, all that is in it, at any depth.</summary>
    protected static IEnumerable<JsonElement> Flatten(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flatten) : [value];
}

/// <summary>An object: every field must match, and at least one of each <c>$or</c>.</summary>
/// <param name="fields">The fields by their names.</param>
/// <param name="alternatives">The lists under <c>$or</c>.</param>
internal sealed class ObjectNode(IReadOnlyList<(string Name, PatternNode Node)> fields, IReadOnlyList<ObjectNode> alternatives)
    : PatternNode
{
    public override bool Matches(ReadOnlySpan<JsonElement> values)
    {
        if (values.IsEmpty)
        {
            return MatchesAbsent();
        }

        // Of an array, one and the same element must match all fields.
        var objects = Flatten(values[0]).Where(value => value.ValueKind == JsonValueKind.Object).ToList();
        return objects.Count == 0 ? MatchesAbsent() : objects.Exists(MatchesObject);
    }

    private bool MatchesAbsent() =>
        fields.All(field => field.Node.Matches([])) && (alternatives.Count == 0 || alternatives.Any(node => node.Matches([])));

    private bool MatchesObject(JsonElement value)
    {
        foreach (var (name, node) in fields)
        {
            if (!(value.TryGetProperty(name, out var member) ? node.Matches([member]) : node.Matches([])))
            {
                return false;
            }
        }

        return alternatives.Count == 0 || alternatives.Any(node => node.MatchesObject(value));
    }
}

/// <summary>An array: one of its tests must accept one of the values.</summary>
internal sealed class LeafNode(IReadOnlyList<ValueTest> tests) : PatternNode
{
    public override bool Matches(ReadOnlySpan<JsonElement> values)
    {
        // Only leaves count: where an object is, there is nothing.
        var leaves = values.IsEmpty ? [] : Flatten(values[0]).Where(value => value.ValueKind != JsonValueKind.Object).ToList();
        foreach (var test in tests)
        {
            if (test.AcceptsAbsence ? leaves.Count == 0 : leaves.Exists(test.Accepts))
            {
                return true;
            }
        }

        return false;
    }
}
