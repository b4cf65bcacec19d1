using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>A function at the end of a path, such as <c>length()</c>: applies to the value, or to the list, that the path denotes.</summary>
internal sealed class PathFunction
{
    private readonly Func<JsonElement, JsonElement?> apply;

    private PathFunction(Func<JsonElement, JsonElement?> apply) => this.apply = apply;

    /// <summary>The function of a name, or null.</summary>
    public static PathFunction? Find(string name) =>
        name switch
        {
            "length" or "size" => new PathFunction(Length),
            "min" => new PathFunction(value => OverNumbers(value, numbers => numbers.Min())),
            "max" => new PathFunction(value => OverNumbers(value, numbers => numbers.Max())),
            "sum" => new PathFunction(value => OverNumbers(value, numbers => numbers.Sum())),
            "avg" => new PathFunction(value => OverNumbers(value, numbers => numbers.Average())),
            "stddev" => new PathFunction(value => OverNumbers(value, StandardDeviation)),
            "keys" => new PathFunction(Keys),
            "first" => new PathFunction(value => Element(value, 0)),
            "last" => new PathFunction(value => Element(value, -1)),
            _ => null,
        };

    public bool TryApply(JsonElement value, out JsonElement result)
    {
        var applied = apply(value);
        result = applied ?? default;
        return applied is not null;
    }

    private static JsonElement? Length(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => Json.FromNumber(value.GetArrayLength()),
            JsonValueKind.Object => Json.FromNumber(value.GetPropertyCount()),
            JsonValueKind.String => Json.FromNumber(value.GetString()!.Length),
            _ => null,
        };

    private static JsonElement? Keys(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? Json.FromArray([.. value.EnumerateObject().Select(m => Json.FromString(m.Name))]) : null;

    private static JsonElement? Element(JsonElement value, int index) =>
        new IndexSegment([index]).TryStep(value, out var element) ? element : null;

    private static JsonElement? OverNumbers(JsonElement value, Func<List<double>, double> aggregate)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var numbers = value.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Number).Select(e => e.GetDouble()).ToList();
        return numbers.Count == 0 ? null : Json.Parse(aggregate(numbers).ToString("0.0################", CultureInfo.InvariantCulture));
    }

    private static double StandardDeviation(List<double> numbers)
    {
        var mean = numbers.Average();
        return Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) / numbers.Count);
    }
}
