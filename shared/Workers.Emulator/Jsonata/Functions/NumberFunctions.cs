using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Workers.Emulator.Jsonata;

/// <summary>Functions of numbers.</summary>
internal static partial class NumberFunctions
{
    private const int MinRadix = 2;
    private const int MaxRadix = 36;

    public static void AddTo(BuiltIns functions)
    {
        functions.Add("number", "<(nsb)-:n>", 1, arguments => Parse(arguments[0]!));
        functions.Add("abs", "<n-:n>", 1, arguments => Math.Abs((double)arguments[0]!));
        functions.Add("floor", "<n-:n>", 1, arguments => Math.Floor((double)arguments[0]!));
        functions.Add("ceil", "<n-:n>", 1, arguments => Math.Ceiling((double)arguments[0]!));
        functions.Add("round", "<n-n?:n>", 2, arguments => Round((double)arguments[0]!, Places(arguments[1])));
        functions.Add("sqrt", "<n-:n>", 1, arguments => SquareRoot((double)arguments[0]!));
        functions.Add("power", "<n-n:n>", 2, arguments => Power((double)arguments[0]!, arguments[1] as double? ?? double.NaN));
        functions.Add("formatBase", "<n-n?:s>", 2, arguments => FormatBase((double)arguments[0]!, arguments[1] as double?));
        functions.Add(
            "formatNumber",
            "<n-so?:s>",
            3,
            arguments => NumberPicture.Format((double)arguments[0]!, arguments[1] as string ?? "", arguments[2] as ObjectValue)
        );
        functions.Add(
            "formatInteger",
            "<n-s:s>",
            2,
            arguments => IntegerPicture.Parse(arguments[1] as string ?? "").Format(Math.Floor((double)arguments[0]!))
        );
        functions.Add(
            "parseInteger",
            "<s-s:n>",
            2,
            arguments => IntegerPicture.Parse(arguments[1] as string ?? "").Read((string)arguments[0]!)
        );
        functions.Add("sum", "<a<n>:n>", 1, arguments => Numbers(arguments[0]!).Sum());
        functions.Add("max", "<a<n>:n>", 1, arguments => Numbers(arguments[0]!) is { Count: > 0 } numbers ? numbers.Max() : null);
        functions.Add("min", "<a<n>:n>", 1, arguments => Numbers(arguments[0]!) is { Count: > 0 } numbers ? numbers.Min() : null);
        functions.Add("average", "<a<n>:n>", 1, arguments => Numbers(arguments[0]!) is { Count: > 0 } all ? all.Sum() / all.Count : null);
    }

    /// <summary>Rounds to some decimal places, halves to the even neighbour.</summary>
    public static double Round(double number, int places)
    {
        var shifted = places == 0 ? number : NumberText.Shift(number, places);
        var rounded = Math.Round(shifted, MidpointRounding.ToEven);
        var result = places == 0 ? rounded : NumberText.Shift(rounded, -places);
        return result == 0 ? 0 : result;
    }

    private static int Places(object? argument) => argument is double places ? (int)Math.Clamp(Math.Truncate(places), -400, 400) : 0;

    private static List<double> Numbers(object array) => ((ArrayValue)array).Items.ConvertAll(item => (double)item!);

    private static double Parse(object value)
    {
        switch (value)
        {
            case double number:
                return number;
            case bool truth:
                return truth ? 1 : 0;
            case string text when DecimalForm().IsMatch(text):
                var parsed = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                return double.IsFinite(parsed) ? parsed : throw new JsonataException("D3030") { Value = text };
            case string text when PrefixedForm().IsMatch(text):
                return ParsePrefixed(text);
            default:
                throw new JsonataException("D3030") { Value = value };
        }
    }

    private static double ParsePrefixed(string text)
    {
        var radix = char.ToLowerInvariant(text[1]) switch
        {
            'x' => 16,
            'o' => 8,
            _ => 2,
        };
        var number = 0.0;
        foreach (var digit in text.AsSpan(2))
        {
            number = (number * radix) + Convert.ToInt32(digit.ToString(), 16);
        }

        return number;
    }

    private static double SquareRoot(double number) =>
        number >= 0 ? Math.Sqrt(number) : throw new JsonataException("D3060") { Value = number };

    private static double Power(double number, double exponent)
    {
        var power = Math.Pow(number, exponent);
        return double.IsFinite(power) ? power : throw new JsonataException("D3061") { Value = number, Value2 = exponent };
    }

    private static string FormatBase(double number, double? radix)
    {
        var rounded = Round(radix ?? 10, 0);
        if (rounded is not (>= MinRadix and <= MaxRadix))
        {
            throw new JsonataException("D3100") { Value = rounded };
        }

        var value = Round(number, 0);
        if (!double.IsFinite(value))
        {
            return NumberText.Of(value);
        }

        if (rounded == 10)
        {
            return NumberText.Of(value);
        }

        var digits = new Stack<char>();
        var rest = BigInteger.Abs(new BigInteger(value));
        do
        {
            rest = BigInteger.DivRem(rest, (int)rounded, out var digit);
            digits.Push("0123456789abcdefghijklmnopqrstuvwxyz"[(int)digit]);
        } while (!rest.IsZero);

        return (value < 0 ? "-" : "") + new string([.. digits]);
    }

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalForm();

    [GeneratedRegex(@"^0([xX][0-9A-Fa-f]+|[oO][0-7]+|[bB][01]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixedForm();
}
