using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Jsonata;

/// <summary>The functions that Step Functions adds to JSONata in place of intrinsic functions.</summary>
internal static class StatesFunctions
{
    public static void AddTo(BuiltIns functions)
    {
        functions.Add("partition", "<an:a<a>>", 2, Partition);
        functions.Add("range", "<nnn:a<n>>", 3, Range);
        functions.Add("hash", "<ss:s>", 2, Hash);
        functions.Add("random", "<n?:n>", 1, (_, arguments) => Draw(arguments[0] as double?));
        functions.Add("uuid", "<:s>", 0, (_, _) => Guid.NewGuid().ToString());
        functions.Add("parse", "<s-:x>", 1, arguments => Parse((string)arguments[0]!));
    }

    private static ArrayValue? Partition(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not ArrayValue array || arguments[1] is not double wanted)
        {
            return null;
        }

        var size = (int)Math.Clamp(Math.Truncate(wanted), int.MinValue, int.MaxValue);
        if (size <= 0)
        {
            throw Wrong("The chunk size of the partition function must be a positive integer");
        }

        return new ArrayValue([.. array.Items.Chunk(size).Select(chunk => new ArrayValue([.. chunk]))]);
    }

    private static ArrayValue? Range(Evaluation evaluation, object?[] arguments)
    {
        if (arguments is not [double start, double end, double step, ..])
        {
            return null;
        }

        var (first, last, increment) = (Math.Truncate(start), Math.Truncate(end), Math.Truncate(step));
        if (increment == 0)
        {
            throw Wrong("The increment of the range function must not be 0");
        }

        // A range of one number is that number: it is a sequence.
        var range = ArrayValue.Sequence();
        for (var number = first; increment > 0 ? number <= last : number >= last; number += increment)
        {
            if (range.Count == Evaluation.LongestRange)
            {
                throw Evaluation.TooLarge();
            }

            range.Add(number);
        }

        return range;
    }

    private static string? Hash(Evaluation evaluation, object?[] arguments)
    {
        if (arguments is not [string text, string algorithm, ..])
        {
            return null;
        }

        evaluation.ChargeText(text.Length);
        return Digest.Of(text, algorithm)
            ?? throw Wrong("The algorithm of the hash function must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512");
    }

    // With a seed it is the first number of Java's generator, which Step Functions uses.
    private static double Draw(double? seed) =>
        seed is { } given ? JavaRandom.NextDouble((long)Math.Clamp(given, long.MinValue, long.MaxValue)) : Random.Shared.NextDouble();

    private static object Parse(string text)
    {
        try
        {
            return JsonValues.FromJson(Json.Parse(text));
        }
        catch (JsonException)
        {
            throw Wrong("The argument of the parse function must be JSON");
        }
    }

    private static JsonataException Wrong(string words) => new(JsonataException.WithoutCode) { Words = words };
}
