namespace Workers.Emulator.Jsonata;

/// <summary>Numbers in English words, and back.</summary>
internal static class NumberWords
{
    private const double LargestNumber = 1e60;

    private static readonly string[] Small =
    [
        "Zero",
        "One",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Seven",
        "Eight",
        "Nine",
        "Ten",
        "Eleven",
        "Twelve",
        "Thirteen",
        "Fourteen",
        "Fifteen",
        "Sixteen",
        "Seventeen",
        "Eighteen",
        "Nineteen",
    ];

    private static readonly string[] Tens = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];

    private static readonly string[] Thousands = ["Thousand", "Million", "Billion", "Trillion"];

    private static readonly Dictionary<string, string> Ordinals = new(StringComparer.Ordinal)
    {
        ["One"] = "First",
        ["Two"] = "Second",
        ["Three"] = "Third",
        ["Five"] = "Fifth",
        ["Eight"] = "Eighth",
        ["Nine"] = "Ninth",
        ["Twelve"] = "Twelfth",
    };

    private static readonly Dictionary<string, double> Values = ReadValues();

    /// <summary>All words, for patterns that look for them.</summary>
    public static IEnumerable<string> All => Values.Keys;

    /// <summary>The number in words, each with a capital.</summary>
    public static string Of(double number, bool isOrdinal)
    {
        if (number > LargestNumber)
        {
            throw new JsonataException("D3130") { Value = "w" };
        }

        return Of(number, isOrdinal, followsOthers: false);
    }

    /// <summary>The number that lower-case words say; not a number when a word is none of a number's.</summary>
    public static double Read(string words)
    {
        // Hundreds and thousands multiply what was read last; other words add to it, unless it is a thousand or more.
        var segments = new Stack<double>([0]);
        foreach (
            var word in words.Replace(" and ", " ", StringComparison.Ordinal).Split([' ', '-', ','], StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (!Values.TryGetValue(word, out var value))
            {
                return double.NaN;
            }

            if (value >= 100)
            {
                segments.Push(segments.Pop() * value);
            }
            else if (segments.Peek() >= 1000)
            {
                segments.Push(value);
            }
            else
            {
                segments.Push(segments.Pop() + value);
            }
        }

        return segments.Sum();
    }

    private static string Of(double number, bool isOrdinal, bool followsOthers)
    {
        if (number < 20)
        {
            return (followsOthers ? " and " : "") + Last(Small[(int)number], isOrdinal);
        }

        if (number < 100)
        {
            var (tens, ones) = ((int)number / 10, (int)number % 10);
            var word = Tens[tens - 2];
            return (followsOthers ? " and " : "")
                + (ones > 0 ? $"{word}-{Of(ones, isOrdinal, followsOthers: false)}" : Last(word, isOrdinal));
        }

        if (number < 1000)
        {
            var (hundreds, rest) = ((int)number / 100, (int)number % 100);
            return (followsOthers ? ", " : "") + Small[hundreds] + " " + WithRest("Hundred", rest, isOrdinal);
        }

        var magnitude = Math.Min((int)Math.Floor(Math.Log10(number) / 3), Thousands.Length);
        var factor = Math.Pow(10, magnitude * 3);
        var count = Math.Floor(number / factor);
        return (followsOthers ? ", " : "")
            + Of(count, isOrdinal: false, followsOthers: false)
            + " "
            + WithRest(Thousands[magnitude - 1], number - (count * factor), isOrdinal);
    }

    private static string WithRest(string word, double rest, bool isOrdinal) =>
        rest > 0 ? word + Of(rest, isOrdinal, followsOthers: true) : Last(word, isOrdinal);

    private static string Last(string word, bool isOrdinal) =>
        !isOrdinal ? word
        : Ordinals.TryGetValue(word, out var ordinal) ? ordinal
        : word.EndsWith('y') ? word[..^1] + "ieth"
        : word + "th";

    private static Dictionary<string, double> ReadValues()
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        void Add(string word, double value)
        {
            values[word.ToLowerInvariant()] = value;
            values[Last(word, isOrdinal: true).ToLowerInvariant()] = value;
        }

        for (var i = 0; i < Small.Length; i++)
        {
            Add(Small[i], i);
        }

        for (var i = 0; i < Tens.Length; i++)
        {
            Add(Tens[i], (i + 2) * 10);
        }

        Add("Hundred", 100);
        for (var i = 0; i < Thousands.Length; i++)
        {
            Add(Thousands[i], Math.Pow(10, (i + 1) * 3));
        }

        return values;
    }
}
