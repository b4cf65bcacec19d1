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
    /// <exception cref="StatesErrorException">States.ResultPathMatchFailure: the input has something else than an object or array on the way.</exception>
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

        RequireRoom(input);
        return Json.Build((path, input, result), static (writer, state) => Write(writer, state.path.Segments, state.input, state.result));
    }

    private void RequireRoom(JsonElement input)
    {
        var current = input;
        foreach (var segment in path!.Segments)
        {
            var hasRoom = segment is IndexSegment ? segment.TryStep(current, out _) : current.ValueKind == JsonValueKind.Object;
            if (!hasRoom)
            {
                throw new StatesErrorException(
                    ErrorNames.ResultPathMatchFailure,
                    $"Unable to apply ReferencePath {path.Text} to input {Json.ToText(input)}"
                );
            }

            if (!segment.TryStep(current, out current))
            {
                RequireOnlyNames(segment, input);
                return;
            }
        }
    }

    // What does not exist yet is created as objects; an array cannot be.
    private void RequireOnlyNames(PathSegment missing, JsonElement input)
    {
        var isBeyond = false;
        foreach (var segment in path!.Segments)
        {
            isBeyond |= ReferenceEquals(segment, missing);
            if (isBeyond && segment is IndexSegment)
            {
                throw new StatesErrorException(
                    ErrorNames.ResultPathMatchFailure,
                    $"Unable to apply ReferencePath {path.Text} to input {Json.ToText(input)}"
                );
            }
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
