using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>A ResultPath field: where in the raw input a result goes.</summary>
internal sealed class ReferencePath
{
    private readonly JsonPath? path;

    private ReferencePath(JsonPath? path) => this.path = path;

    /// <summary>The result replaces the input: the default.</summary>
    public static ReferencePath Root { get; } = new(null);

    /// <summary>The result is dropped and the input kept: what <c>null</c> stands for.</summary>
    public static ReferencePath Discard { get; } = new(null);

    public static ReferencePath Of(JsonPath path) => path.IsRootItself ? Root : new(path);

    /// <summary>The input with the result in its place; objects on the way there are created.</summary>
    /// <exception cref="StatesErrorException">
    /// States.ResultPathMatchFailure: the input is neither object nor array; States.ReferencePathConflict: it has no such place.
    /// </exception>
    public JsonElement Apply(JsonElement input, JsonElement result)
    {
        if (ReferenceEquals(this, Root))
        {
            return result;
        }

        if (path is null)
        {
            return input;
        }

        RequireRoom(path, input);
        return Json.Build((path, input, result), static (writer, state) => Write(writer, state.path.Segments, state.input, state.result));
    }

    /// <summary>The error for a reference path that the data at hand have no place for.</summary>
    public static StatesErrorException Conflict(JsonPath path, JsonElement root)
    {
        var current = root;
        var failing = path.Segments.Length - 1;
        for (var i = 0; i < path.Segments.Length; i++)
        {
            if (!path.Segments[i].TryStep(current, out current))
            {
                failing = i;
                break;
            }
        }

        return failing < 0 ? Conflict(path.Text, root) : Conflict(path.Segments[failing], root);
    }

    private static StatesErrorException Conflict(PathSegment step, JsonElement input) =>
        Conflict(
            step switch
            {
                NameSegment name => name.Names[0],
                IndexSegment index => index.Indexes[0].ToString(CultureInfo.InvariantCulture),
                _ => step.ToBracketNotation(),
            },
            input
        );

    private static StatesErrorException Conflict(string step, JsonElement input) =>
        new(ErrorNames.ReferencePathConflict, $"Unable to apply step \"{step}\" to input {Json.ToText(input)}", needsStatePrefix: false);

    private static void RequireRoom(JsonPath path, JsonElement input)
    {
        if (input.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            throw new StatesErrorException(
                ErrorNames.ResultPathMatchFailure,
                $"Unable to apply ReferencePath {path.Text} to input {Json.ToText(input)}",
                needsStatePrefix: false
            );
        }

        var current = input;
        var isMissing = false;
        foreach (var segment in path.Segments)
        {
            // What is missing is created as objects; an array, or an element of one, cannot be.
            var hasRoom =
                segment is NameSegment
                    ? isMissing || current.ValueKind == JsonValueKind.Object
                    : !isMissing && segment.TryStep(current, out _);
            if (!hasRoom)
            {
                throw Conflict(segment, input);
            }

            isMissing = isMissing || !segment.TryStep(current, out current);
        }
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<PathSegment> rest, JsonElement current, JsonElement result)
    {
        if (rest.IsEmpty)
        {
            result.WriteTo(writer);
        }
        else if (rest[0] is NameSegment name)
        {
            WriteObject(writer, name.Names[0], rest[1..], current, result);
        }
        else
        {
            var target = ((IndexSegment)rest[0]).Indexes[0];
            var index = 0;
            writer.WriteStartArray();
            foreach (var element in current.EnumerateArray())
            {
                Write(writer, index++ == target ? rest[1..] : [], element, index - 1 == target ? result : element);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteObject(
        Utf8JsonWriter writer,
        string name,
        ReadOnlySpan<PathSegment> rest,
        JsonElement current,
        JsonElement result
    )
    {
        var isPlaced = false;
        writer.WriteStartObject();
        if (current.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in current.EnumerateObject())
            {
                if (member.NameEquals(name))
                {
                    isPlaced = true;
                    writer.WritePropertyName(name);
                    Write(writer, rest, member.Value, result);
                }
                else
                {
                    member.WriteTo(writer);
                }
            }
        }

        if (!isPlaced)
        {
            writer.WritePropertyName(name);
            Write(writer, rest, default, result);
        }

        writer.WriteEndObject();
    }
}
