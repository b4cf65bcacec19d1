using System.Globalization;
using System.Text.RegularExpressions;

namespace Workers.Emulator.Jsonata;

/// <summary>Reads dates and times that a picture shows.</summary>
internal static class DateReader
{
    private const string DateByDay = "YMD";
    private const string DateByDayOfYear = "Yd";
    private const string Time24 = "Hmsf";
    private const string Time12 = "Phmsf";

    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(1);

    /// <summary>The instant, in milliseconds since 1970; null when the text is not what the picture shows.</summary>
    /// <param name="text">The text.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="now">What the parts before the first that is given are taken from; those after the last are the earliest.</param>
    /// <exception cref="JsonataException">D3133 or D3136: the picture tells no instant.</exception>
    public static double? Read(string text, DatePicture picture, UtcDate now)
    {
        var pattern = string.Concat(picture.Parts.Select(part => $"({PatternOf(part)})"));
        var match = Regex.Match(text, $"^{pattern}\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, LongestSearch);
        if (!match.Success)
        {
            return null;
        }

        var values = new Dictionary<char, double>();
        for (var i = 0; i < picture.Parts.Count; i++)
        {
            if (picture.Parts[i] is { Literal: null } part && ValueOf(part, match.Groups[i + 1].Value) is { } value)
            {
                values[part.Component] = value;
            }
        }

        return values.Count == 0 ? null : ToInstant(values, now);
    }

    private static string PatternOf(DatePart part)
    {
        if (part.Literal is not null)
        {
            return Regex.Escape(part.Literal);
        }

        switch (part.Component)
        {
            case 'Z' or 'z':
                var sign = part.Number?.GroupSign is { } mark ? Regex.Escape(mark) + "[0-9]+" : "";
                return (part.Component == 'z' ? "GMT" : "") + (part.ShowsZulu ? $"(?:Z|[-+][0-9]+{sign})" : "[-+][0-9]+" + sign);
            case 'f':
                return "[0-9]+";
        }

        return part.Number is not null ? part.Number.Pattern
            : part.Component == 'P' || DatePicture.NamesOf(part.Component) is not null ? "[a-zA-Z]+"
            : throw new JsonataException("D3133") { Value = part.Component.ToString() };
    }

    private static double? ValueOf(DatePart part, string text)
    {
        switch (part.Component)
        {
            case 'Z' or 'z':
                return ReadZone(part, part.Component == 'z' ? text[3..] : text);
            case 'f':
                return double.Parse("0." + text[..Math.Min(3, text.Length)], CultureInfo.InvariantCulture) * 1000;
            case 'P':
                return text.Equals("am", StringComparison.OrdinalIgnoreCase) ? 0
                    : text.Equals("pm", StringComparison.OrdinalIgnoreCase) ? 1
                    : null;
        }

        if (part.Number is not null)
        {
            return part.Number.Read(text) as double?;
        }

        var names = DatePicture.NamesOf(part.Component)!;
        for (var i = 0; i < names.Count; i++)
        {
            var name = part.MaxWidth is { } width && width < names[i].Length ? names[i][..width] : names[i];
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return i + 1;
            }
        }

        return null;
    }

    private static double ReadZone(DatePart part, string text)
    {
        if (text is "Z" or "z")
        {
            return 0;
        }

        var digits = part.Number?.GroupSign is { } mark ? text[1..].Split(mark) : Split(text[1..]);
        var minutes = (Parse(digits[0]) * 60) + (digits.Length > 1 ? Parse(digits[1]) : 0);
        return text[0] == '-' ? -minutes : minutes;
    }

    private static string[] Split(string digits) => digits.Length <= 2 ? [digits] : [digits[..2], digits[2..]];

    private static double Parse(string digits) => double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double ToInstant(Dictionary<char, double> values, UtcDate now)
    {
        if (values.ContainsKey('X') || values.ContainsKey('x') || values.ContainsKey('W') || values.ContainsKey('w'))
        {
            throw new JsonataException("D3136");
        }

        var isByDayOfYear = values.ContainsKey('d') && !values.ContainsKey('M') && !values.ContainsKey('D');
        var is12Hours = !values.ContainsKey('H') && (values.ContainsKey('h') || values.ContainsKey('P'));
        FillIn(values, (isByDayOfYear ? DateByDayOfYear : DateByDay) + (is12Hours ? Time12 : Time24), now);
        var day = isByDayOfYear
            ? UtcDate.StartOf((int)values['Y'], 1, (int)values['d'])
            : UtcDate.StartOf((int)values['Y'], (int)values['M'], (int)values['D']);
        var hour = is12Hours ? (values['h'] % 12) + (values['P'] * 12) : values['H'];
        var offset = values.GetValueOrDefault('Z') + values.GetValueOrDefault('z');
        var minutes = (hour * 60) + values['m'] - offset;
        return day + (minutes * 60_000) + (values['s'] * 1000) + values['f'];
    }

    // What precedes the given parts is now's, what follows them the earliest; a gap between them leaves the instant open.
    private static void FillIn(Dictionary<char, double> values, string components, UtcDate now)
    {
        var (hasBegun, hasEnded) = (false, false);
        foreach (var component in components)
        {
            if (values.ContainsKey(component))
            {
                hasBegun = true;
                if (hasEnded)
                {
                    throw new JsonataException("D3136");
                }
            }
            else if (hasBegun)
            {
                hasEnded = true;
                values[component] = component is 'M' or 'D' or 'd' ? 1 : 0;
            }
            else
            {
                values[component] = DatePicture.ValueOf(component, now);
            }
        }
    }
}
