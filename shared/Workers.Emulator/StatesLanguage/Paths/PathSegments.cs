using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>One step of a path.</summary>
internal abstract class PathSegment
{
    /// <summary>Whether it leads from one value to at most one.</summary>
    public abstract bool IsDefinite { get; }

    /// <summary>Follows a definite step.</summary>
    public virtual bool TryStep(JsonElement current, out JsonElement next)
    {
        next = default;
        return false;
    }

    /// <summary>Follows the step to all it denotes, and the rest of the path from there.</summary>
    public abstract void Expand(JsonElement current, in PathSelection selection, int next);

    /// <summary>Why the step cannot even be tried on this value, in the words of the path library that Step Functions uses; null when it can.</summary>
    public virtual string? DescribeMismatch(JsonElement current, string position) => null;

    public abstract string ToBracketNotation();
}

/// <summary>Members by name.</summary>
internal sealed class NameSegment(string[] names) : PathSegment
{
    public string[] Names { get; } = names;

    public override bool IsDefinite => Names.Length == 1;

    public override bool TryStep(JsonElement current, out JsonElement next)
    {
        if (current.ValueKind == JsonValueKind.Object)
        {
            return current.TryGetProperty(Names[0], out next);
        }

        next = default;
        return false;
    }

    public override void Expand(JsonElement current, in PathSelection selection, int next)
    {
        if (current.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (Names.Length == 1)
        {
            if (current.TryGetProperty(Names[0], out var member))
            {
                selection.Continue(member, next);
            }

            return;
        }

        // Several names denote one object that has just these members.
        var picked = Json.Build(
            (current, Names),
            static (writer, state) =>
            {
                writer.WriteStartObject();
                foreach (var name in state.Names)
                {
                    if (state.current.TryGetProperty(name, out var member))
                    {
                        writer.WritePropertyName(name);
                        member.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
            }
        );
        selection.Continue(picked, next);
    }

    public override string? DescribeMismatch(JsonElement current, string position) =>
        current.ValueKind == JsonValueKind.Object
            ? null
            : $"Expected to find an object with property {ToBracketNotation()} in path {position} but found "
                + $"'{JavaTypes.Name(current)}'. This is not a json object according to the JsonProvider: '{JavaTypes.Provider}'.";

    public override string ToBracketNotation() => $"[{string.Join(',', Names.Select(name => $"'{name}'"))}]";
}

/// <summary>Array elements by index; a negative one counts from the end.</summary>
internal sealed class IndexSegment(int[] indexes) : PathSegment
{
    public int[] Indexes { get; } = indexes;

    public override bool IsDefinite => Indexes.Length == 1;

    public override bool TryStep(JsonElement current, out JsonElement next) => TryGet(current, Indexes[0], out next);

    public override void Expand(JsonElement current, in PathSelection selection, int next)
    {
        foreach (var index in Indexes)
        {
            if (TryGet(current, index, out var element))
            {
                selection.Continue(element, next);
            }
        }
    }

    public override string? DescribeMismatch(JsonElement current, string position) =>
        current.ValueKind switch
        {
            JsonValueKind.Array => null,
            JsonValueKind.Null => $"The path {position} is null",
            _ => $"Filter: {ToBracketNotation()} can only be applied to arrays. Current context is: {Json.ToText(current)}",
        };

    public override string ToBracketNotation() =>
        $"[{string.Join(',', Indexes.Select(index => index.ToString(CultureInfo.InvariantCulture)))}]";

    private static bool TryGet(JsonElement array, int index, out JsonElement element)
    {
        element = default;
        if (array.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        var length = array.GetArrayLength();
        var position = index < 0 ? length + index : index;
        if (position < 0 || position >= length)
        {
            return false;
        }

        element = array[position];
        return true;
    }
}

/// <summary>A range of array elements; negative bounds count from the end.</summary>
internal sealed class SliceSegment(int? from, int? to) : PathSegment
{
    public override bool IsDefinite => false;

    public override void Expand(JsonElement current, in PathSelection selection, int next)
    {
        if (current.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var length = current.GetArrayLength();
        var end = Bound(to ?? length, length);
        for (var i = Bound(from ?? 0, length); i < end; i++)
        {
            selection.Continue(current[i], next);
        }
    }

    public override string ToBracketNotation() => string.Create(CultureInfo.InvariantCulture, $"[{from}:{to}]");

    private static int Bound(int value, int length) => Math.Clamp(value < 0 ? length + value : value, 0, length);
}

/// <summary>All members or elements.</summary>
internal sealed class WildcardSegment : PathSegment
{
    public override bool IsDefinite => false;

    public override void Expand(JsonElement current, in PathSelection selection, int next)
    {
        if (current.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in current.EnumerateArray())
            {
                selection.Continue(element, next);
            }
        }
        else if (current.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in current.EnumerateObject())
            {
                selection.Continue(member.Value, next);
            }
        }
    }

    public override string ToBracketNotation() => "[*]";
}

/// <summary>The elements, or the object itself, for which a predicate holds.</summary>
internal sealed class FilterSegment(PathPredicate predicate) : PathSegment
{
    public override bool IsDefinite => false;

    public override void Expand(JsonElement current, in PathSelection selection, int next)
    {
        if (current.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in current.EnumerateArray())
            {
                if (predicate.Holds(element, selection.Root))
                {
                    selection.Continue(element, next);
                }
            }
        }
        else if (current.ValueKind == JsonValueKind.Object && predicate.Holds(current, selection.Root))
        {
            selection.Continue(current, next);
        }
    }

    public override string ToBracketNotation() => "[?]";
}

/// <summary>The value and all within it: the next step applies to each.</summary>
internal sealed class DescentSegment : PathSegment
{
    public override bool IsDefinite => false;

    public override void Expand(JsonElement current, in PathSelection selection, int next)
    {
        if (current.ValueKind == JsonValueKind.Object)
        {
            selection.Continue(current, next);
            foreach (var member in current.EnumerateObject())
            {
                Expand(member.Value, selection, next);
            }
        }
        else if (current.ValueKind == JsonValueKind.Array)
        {
            selection.Continue(current, next);
            foreach (var element in current.EnumerateArray())
            {
                Expand(element, selection, next);
            }
        }
    }

    public override string ToBracketNotation() => "..";
}
