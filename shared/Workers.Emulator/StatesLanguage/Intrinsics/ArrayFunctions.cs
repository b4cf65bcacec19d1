using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>The intrinsic functions of arrays.</summary>
internal static class ArrayFunctions
{
    private const int LongestRange = 1000;

    public static JsonElement Create(IntrinsicArguments arguments) => Json.FromArray(arguments.Values);

    public static JsonElement Partition(IntrinsicArguments arguments)
    {
        var array = arguments.Array(0);
        var size = arguments.Truncated(1);
        if (size <= 0)
        {
            throw arguments.Failure("the chunk size must be a positive integer");
        }

        return Json.Build(
            (array, size),
            static (writer, state) =>
            {
                var index = 0L;
                writer.WriteStartArray();
                foreach (var element in state.array.EnumerateArray())
                {
                    if (index % state.size == 0)
                    {
                        if (index > 0)
                        {
                            writer.WriteEndArray();
                        }

                        writer.WriteStartArray();
                    }

                    element.WriteTo(writer);
                    index++;
                }

                if (index > 0)
                {
                    writer.WriteEndArray();
                }

                writer.WriteEndArray();
            }
        );
    }

    public static JsonElement Contains(IntrinsicArguments arguments)
    {
        foreach (var element in arguments.Array(0).EnumerateArray())
        {
            if (JsonElement.DeepEquals(element, arguments[1]))
            {
                return Json.True;
            }
        }

        return Json.False;
    }

    public static JsonElement Range(IntrinsicArguments arguments)
    {
        var (first, last, step) = (arguments.Integer(0), arguments.Integer(1), arguments.Integer(2));
        if (step == 0)
        {
            throw arguments.Failure("the increment must not be 0");
        }

        var numbers = new List<long>();
        for (var number = first; step > 0 ? number <= last : number >= last; number += step)
        {
            if (numbers.Count == LongestRange)
            {
                throw arguments.Failure($"the range must not have more than {LongestRange} elements");
            }

            numbers.Add(number);
        }

        return Json.Build(
            numbers,
            static (writer, values) =>
            {
                writer.WriteStartArray();
                foreach (var number in values)
                {
                    writer.WriteNumberValue(number);
                }

                writer.WriteEndArray();
            }
        );
    }

    public static JsonElement GetItem(IntrinsicArguments arguments)
    {
        var array = arguments.Array(0);
        var index = arguments.Integer(1);
        return index >= 0 && index < array.GetArrayLength()
            ? array[(int)index]
            : throw arguments.Failure("the index is out of the bounds of the array");
    }

    public static JsonElement Length(IntrinsicArguments arguments) => Json.FromNumber(arguments.Array(0).GetArrayLength());

    public static JsonElement Unique(IntrinsicArguments arguments)
    {
        var unique = new List<JsonElement>();
        foreach (var element in arguments.Array(0).EnumerateArray())
        {
            if (!unique.Exists(other => JsonElement.DeepEquals(other, element)))
            {
                unique.Add(element);
            }
        }

        return Json.FromArray(unique);
    }
}
