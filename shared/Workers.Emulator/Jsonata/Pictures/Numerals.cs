using System.Globalization;
using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Numbers as Roman numerals and as letters, and back.</summary>
internal static class Numerals
{
    // Beyond this a Roman numeral is nothing but a row of M.
    private const double LargestRoman = 1_000_000;
    private const int Letters = 26;

    private static readonly (int Value, string Numeral)[] Romans =
    [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];

    public static string ToRoman(double number)
    {
        if (number > LargestRoman)
        {
            throw new JsonataException("D3130") { Value = "i" };
        }

        var numeral = new StringBuilder();
        var rest = (int)number;
        foreach (var (value, text) in Romans)
        {
            for (; rest >= value; rest -= value)
            {
                numeral.Append(text);
            }
        }

        return numeral.ToString();
    }

    /// <summary>The number; not a number when the text is no numeral.</summary>
    public static double FromRoman(string numeral)
    {
        var number = 0;
        var largest = 1;
        foreach (var c in numeral.Reverse())
        {
            var value = Romans.FirstOrDefault(roman => roman.Numeral.Length == 1 && roman.Numeral[0] == char.ToLowerInvariant(c)).Value;
            if (value == 0)
            {
                return double.NaN;
            }

            number += value < largest ? -value : value;
            largest = Math.Max(largest, value);
        }

        return number;
    }

    public static string ToLetters(double number, char first)
    {
        var letters = new StringBuilder();
        for (; number >= 1; number = Math.Floor((number - 1) / Letters))
        {
            letters.Insert(0, (char)(((number - 1) % Letters) + first));
        }

        return letters.ToString();
    }

    public static double FromLetters(string letters, char first) =>
        letters.Aggregate(0.0, (number, letter) => (number * Letters) + letter - first + 1);

    /// <summary>st, nd, rd or th, as a number's last digits want it.</summary>
    public static string OrdinalSuffix(string digits) =>
        digits is [.., '1', _] ? "th"
        : digits[^1] == '1' ? "st"
        : digits[^1] == '2' ? "nd"
        : digits[^1] == '3' ? "rd"
        : "th";

    public static string ToText(double number) => number.ToString("F0", CultureInfo.InvariantCulture);
}
