using System.Globalization;
using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Numbers by pictures such as <c>#,##0.00</c>, as XPath's format-number shows them.</summary>
internal static class NumberPicture
{
    // No fraction of a double is longer, and no picture sensible that has more places.
    private const int MostPlaces = 400;

    /// <exception cref="JsonataException">D3080 to D3093: the picture is wrong.</exception>
    public static string Format(double number, string picture, ObjectValue? options)
    {
        var symbols = new NumberSymbols(options);
        var parts = symbols.Pattern.Length == 0 ? [picture] : picture.Split(symbols.Pattern);
        if (parts.Length > 2)
        {
            throw new JsonataException("D3080");
        }

        var pictures = parts.Select(part => new SubPicture(part, symbols)).ToList();
        if (number >= 0 || double.IsNaN(number))
        {
            return Format(number, pictures[0], pictures[0].Prefix, symbols);
        }

        return pictures.Count == 2
            ? Format(number, pictures[1], pictures[1].Prefix, symbols)
            : Format(number, pictures[0], symbols.Minus + pictures[0].Prefix, symbols);
    }

    private static string Format(double number, SubPicture picture, string prefix, NumberSymbols symbols)
    {
        var (mantissa, exponent) = Scale(number * picture.Factor, picture);
        var places = Math.Min(picture.MaxFraction, MostPlaces);
        var rounded = Math.Abs(NumberFunctions.Round(mantissa, places));
        var digits = rounded.ToString($"F{places}", CultureInfo.InvariantCulture).Split('.');
        var integer = digits[0].TrimStart('0').PadLeft(picture.MinInteger, '0');
        var fraction = (digits.Length > 1 ? digits[1].TrimEnd('0') : string.Empty).PadRight(picture.MinFraction, '0');
        var result = new StringBuilder(prefix);
        result.Append(symbols.Localize(GroupInteger(integer, picture, symbols)));
        if (picture.HasDecimal && fraction.Length > 0)
        {
            result.Append(symbols.Decimal).Append(symbols.Localize(GroupFraction(fraction, picture, symbols)));
        }

        if (picture.MinExponent > 0)
        {
            var text = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(picture.MinExponent, '0');
            result.Append(symbols.Exponent).Append(exponent < 0 ? symbols.Minus : "").Append(symbols.Localize(text));
        }

        return result.Append(picture.Suffix).ToString();
    }

    private static (double Mantissa, int Exponent) Scale(double number, SubPicture picture)
    {
        var exponent = 0;
        if (picture.MinExponent == 0 || number == 0 || !double.IsFinite(number))
        {
            return (number, exponent);
        }

        var (most, least) = (Math.Pow(10, picture.Scaling), Math.Pow(10, picture.Scaling - 1));
        while (Math.Abs(number) < least)
        {
            number *= 10;
            exponent--;
        }

        while (Math.Abs(number) > most)
        {
            number /= 10;
            exponent++;
        }

        return (number, exponent);
    }

    private static string GroupInteger(string digits, SubPicture picture, NumberSymbols symbols)
    {
        var positions =
            picture.RegularGroup > 0
                ? Enumerable.Range(1, digits.Length / picture.RegularGroup).Select(i => i * picture.RegularGroup)
                : picture.IntegerGroups.Order();
        var grouped = new StringBuilder(digits);
        foreach (var position in positions.Where(position => position < digits.Length))
        {
            grouped.Insert(digits.Length - position, symbols.Grouping);
        }

        return grouped.ToString();
    }

    private static string GroupFraction(string digits, SubPicture picture, NumberSymbols symbols)
    {
        var grouped = new StringBuilder(digits);
        foreach (var position in picture.FractionGroups.OrderDescending().Where(position => position < digits.Length))
        {
            grouped.Insert(position, symbols.Grouping);
        }

        return grouped.ToString();
    }
}
