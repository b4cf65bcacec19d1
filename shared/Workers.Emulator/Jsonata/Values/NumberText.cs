using System.Globalization;

namespace Workers.Emulator.Jsonata;

/// <summary>Numbers as ECMAScript spells them: the shortest digits, with an exponent only for very large and very small ones.</summary>
internal static class NumberText
{
    private const int MostPlainDigits = 21;
    private const int MostLeadingZeros = 6;

    public static string Of(double number)
    {
        if (number == 0)
        {
            return "0";
        }

        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "NaN"
                : number > 0 ? "Infinity"
                : "-Infinity";
        }

        var (digits, exponent) = Split(Math.Abs(number));
        var text =
            exponent > MostPlainDigits || exponent <= -MostLeadingZeros ? Scientific(digits, exponent - 1)
            : exponent <= 0 ? "0." + new string('0', -exponent) + digits
            : digits.Length <= exponent ? digits + new string('0', exponent - digits.Length)
            : digits[..exponent] + "." + digits[exponent..];
        return number < 0 ? "-" + text : text;
    }

    /// <summary>The number moved by some decimal places, without an error of binary multiplication.</summary>
    public static double Shift(double number, int places)
    {
        if (number == 0 || !double.IsFinite(number))
        {
            return number;
        }

        var (digits, exponent) = Split(Math.Abs(number));
        var text = string.Create(CultureInfo.InvariantCulture, $"0.{digits}E{(long)exponent + places}");
        var shifted = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return number < 0 ? -shifted : shifted;
    }

    // The digits without leading and trailing zeros, and where the decimal point is: 0.DIGITS times ten to that power.
    private static (string Digits, int Exponent) Split(double number)
    {
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? shortest : shortest[..mark];
        var exponent = mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        var significant = digits.TrimStart('0');
        exponent += (point < 0 ? mantissa.Length : point) - (digits.Length - significant.Length);
        return (significant.TrimEnd('0'), exponent);
    }

    private static string Scientific(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}");
    }
}
