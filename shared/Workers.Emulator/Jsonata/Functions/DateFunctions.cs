using System.Globalization;
using System.Text.RegularExpressions;

namespace Workers.Emulator.Jsonata;

/// <summary>Functions of dates and times.</summary>
internal static partial class DateFunctions
{
    public static void AddTo(BuiltIns functions)
    {
        functions.Add("now", "<s?s?:s>", 2, (evaluation, arguments) => Format(Millis(evaluation), arguments[0], arguments[1]));
        functions.Add("millis", "<:n>", 0, (evaluation, _) => (double)Millis(evaluation));
        functions.Add("fromMillis", "<n-s?s?:s>", 3, arguments => FromMillis((double)arguments[0]!, arguments[1], arguments[2]));
        functions.Add("toMillis", "<s-s?:n>", 2, ToMillis);
    }

    private static long Millis(Evaluation evaluation) => evaluation.Now.ToUnixTimeMilliseconds();

    private static string FromMillis(double millis, object? picture, object? zone) =>
        Math.Abs(millis) <= UtcDate.Largest
            ? Format((long)Math.Truncate(millis), picture, zone)
            : throw new JsonataException("D1001") { Value = millis };

    private static string Format(long millis, object? picture, object? zone) =>
        (picture is string given ? DatePicture.Parse(given) : DatePicture.Iso8601).Format(millis, zone is string text ? Offset(text) : 0);

    // An offset is written +hhmm.
    private static int Offset(string zone)
    {
        var digits = zone.TakeWhile((c, i) => char.IsAsciiDigit(c) || (i == 0 && c is '+' or '-')).ToArray();
        if (!int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset) || Math.Abs(offset) > 9_999)
        {
            throw new JsonataException("D3134");
        }

        return (offset / 100 * 60) + (offset % 100);
    }

    private static object? ToMillis(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not string text)
        {
            return null;
        }

        if (arguments[1] is string picture)
        {
            return DateReader.Read(text, DatePicture.Parse(picture), new UtcDate(Millis(evaluation)));
        }

        var match = IsoForm().Match(text);
        return match.Success && ReadIso(match) is { } millis ? millis : throw new JsonataException("D3110") { Value = text };
    }

    private static double? ReadIso(Match match)
    {
        int Part(string name, int absent) =>
            match.Groups[name] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : absent;

        var (month, day, hour) = (Part("M", 1), Part("D", 1), Part("h", 0));
        if (month is < 1 or > 12 || day is < 1 or > 31 || hour > 24)
        {
            return null;
        }

        var seconds = (((hour * 60) + Part("m", 0)) * 60) + Part("s", 0);
        var fraction = match.Groups["f"] is { Success: true, Value: var text }
            ? Math.Floor(double.Parse("0" + text, CultureInfo.InvariantCulture) * 1000)
            : 0;
        var offset = (Part("zh", 0) * 60) + Part("zm", 0);
        offset = match.Groups["sign"].Value == "-" ? -offset : offset;
        return UtcDate.StartOf(Part("Y", 0), month, day) + (seconds * 1000.0) + fraction - (offset * 60_000.0);
    }

    [GeneratedRegex(
        @"^(?<Y>[0-9]{4})(-(?<M>[01][0-9]))?(-(?<D>[0-3][0-9]))?(T(?<h>[0-2][0-9]):(?<m>[0-5][0-9]):(?<s>[0-5][0-9]))?(?<f>\.[0-9]+)?"
            + @"((?<sign>[+-])(?<zh>[0-2][0-9]):?(?<zm>[0-5][0-9])|Z)?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex IsoForm();
}
