using System.Globalization;
using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Dates and times by pictures such as <c>[Y0001]-[M01]-[D01]</c>, as XPath's format-dateTime shows them.</summary>
internal sealed class DatePicture
{
    private const string Numeric = "YMDdFWwXxHhmsf";

    private static readonly string[] Months =
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];

    private static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private DatePicture(List<DatePart> parts) => Parts = parts;

    public static DatePicture Iso8601 { get; } = Parse("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]");

    public IReadOnlyList<DatePart> Parts { get; }

    /// <exception cref="JsonataException">D3131, D3132 or D3135: the picture is wrong.</exception>
    public static DatePicture Parse(string picture)
    {
        var parts = new List<DatePart>();
        var literal = new StringBuilder();
        for (var i = 0; i < picture.Length; i++)
        {
            var isDoubled = i + 1 < picture.Length && picture[i] is '[' or ']' && picture[i + 1] == picture[i];
            if (picture[i] != '[' || isDoubled)
            {
                literal.Append(picture[i]);
                i += isDoubled ? 1 : 0;
                continue;
            }

            AddLiteral(parts, literal);
            var end = picture.IndexOf(']', i);
            if (end < 0)
            {
                throw new JsonataException("D3135");
            }

            var marker = string.Concat(picture[(i + 1)..end].Where(c => !char.IsWhiteSpace(c)));
            var part = ParseMarker(marker);
            if (
                part.Number is not null
                && Numeric.Contains(part.Component, StringComparison.Ordinal)
                && parts is [.., { Number: { } last }]
            )
            {
                // Two numbers side by side: only the width tells where the first ends.
                last.Width = last.MandatoryDigits;
            }

            parts.Add(part);
            i = end;
        }

        AddLiteral(parts, literal);
        return new DatePicture(parts);
    }

    /// <summary>The names of a component's values, in the order of their numbers from 1; null when it has none.</summary>
    public static IReadOnlyList<string>? NamesOf(char component) =>
        component switch
        {
            'M' or 'x' => Months,
            'F' => Days,
            _ => null,
        };

    /// <summary>The number that a component has at an instant.</summary>
    public static double ValueOf(char component, UtcDate date) =>
        component switch
        {
            'Y' => date.Year,
            'M' => date.Month,
            'D' => date.Day,
            'd' => date.DayOfYear,
            'F' => date.Weekday,
            'W' => date.Week,
            'w' => date.WeekOfMonth,
            'X' => date.WeekYear,
            'x' => date.WeekMonth,
            'H' => date.Hour,
            'h' => date.Hour % 12 == 0 ? 12 : date.Hour % 12,
            'P' => date.Hour / 12,
            'm' => date.Minute,
            's' => date.Second,
            'f' => date.Millisecond,
            _ => 0,
        };

    /// <summary>An instant as the picture shows it.</summary>
    /// <param name="millis">Milliseconds since 1970.</param>
    /// <param name="offset">The offset from UTC in minutes.</param>
    /// <exception cref="JsonataException">D3133 or D3134: the picture cannot show it.</exception>
    public string Format(long millis, int offset)
    {
        var date = new UtcDate(millis + (offset * 60_000L));
        var text = new StringBuilder();
        foreach (var part in Parts)
        {
            text.Append(part.Literal ?? Format(part, date, offset));
        }

        return text.ToString();
    }

    private static void AddLiteral(List<DatePart> parts, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            parts.Add(new DatePart { Literal = literal.ToString() });
            literal.Clear();
        }
    }

    private static DatePart ParseMarker(string marker)
    {
        var component = marker.Length > 0 ? marker[0] : ' ';
        var comma = marker.LastIndexOf(',');
        var (min, max) = comma < 0 ? (null, null) : ParseWidths(marker[(comma + 1)..]);
        var presentation = comma < 0 ? marker[Math.Min(1, marker.Length)..] : marker[Math.Min(1, comma)..comma];
        var modifier = presentation.Length > 1 && "atco".Contains(presentation[^1], StringComparison.Ordinal) ? presentation[^1] : ' ';
        presentation =
            presentation.Length == 0 ? DefaultPresentation(component)
            : modifier == ' ' ? presentation
            : presentation[..^1];
        if (presentation[0] is 'n' or 'N')
        {
            return new DatePart
            {
                Component = component,
                Names = presentation.StartsWith("Nn", StringComparison.Ordinal) ? "Nn" : presentation[..1],
                MaxWidth = max,
            };
        }

        var isZone = component is 'Z' or 'z';
        var number =
            isZone || Numeric.Contains(component, StringComparison.Ordinal)
                ? IntegerPicture.Parse(isZone || modifier == ' ' ? presentation : $"{presentation};{modifier}")
                : null;
        return new DatePart
        {
            Component = component,
            Number = number,
            MaxWidth = max,
            YearDigits = number is null || isZone ? null : ApplyWidths(component, number, min, max),
            ShowsZulu = modifier == 't',
        };
    }

    private static int? ApplyWidths(char component, IntegerPicture number, int? min, int? max)
    {
        number.MandatoryDigits = Math.Max(number.MandatoryDigits, min ?? 0);
        if (component != 'Y')
        {
            return null;
        }

        if (max is { } digits)
        {
            number.MandatoryDigits = digits;
            return digits;
        }

        var width = number.MandatoryDigits + number.OptionalDigits;
        return width >= 2 ? width : null;
    }

    private static (int? Min, int? Max) ParseWidths(string text)
    {
        var widths = text.Split('-', 2);
        return (ParseWidth(widths[0]), widths.Length > 1 ? ParseWidth(widths[1]) : null);
    }

    private static int? ParseWidth(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var width) ? width : null;

    private static string DefaultPresentation(char component) =>
        component switch
        {
            'm' or 's' => "01",
            'Z' or 'z' => "01:01",
            'F' or 'P' or 'C' or 'E' => "n",
            _ when Numeric.Contains(component, StringComparison.Ordinal) => "1",
            _ => throw new JsonataException("D3132") { Value = component == ' ' ? "" : component.ToString() },
        };

    private static string Format(DatePart part, UtcDate date, int offset)
    {
        switch (part.Component)
        {
            case 'Z' or 'z' when part.Number is not null:
                return FormatZone(part, offset);
            case 'P':
                var half = date.Hour >= 12 ? "pm" : "am";
                return part.Names == "N" ? half.ToUpperInvariant() : half;
            case 'C' or 'E':
                return "ISO";
        }

        var value = ValueOf(part.Component, date);
        if (part.Number is null)
        {
            return FormatName(part, (int)value);
        }

        return part.Number.Format(part.YearDigits is { } digits ? value % Math.Pow(10, digits) : value);
    }

    private static string FormatName(DatePart part, int value)
    {
        var names = NamesOf(part.Component) ?? throw new JsonataException("D3133") { Value = part.Component.ToString() };
        var name = part.Names switch
        {
            "N" => names[value - 1].ToUpperInvariant(),
            "n" => names[value - 1].ToLowerInvariant(),
            _ => names[value - 1],
        };
        return part.MaxWidth is { } width && width < name.Length ? name[..width] : name;
    }

    private static string FormatZone(DatePart part, int offset)
    {
        if (offset == 0 && part.ShowsZulu)
        {
            return part.Component == 'z' ? "Z" : "Z";
        }

        var number = part.Number!;
        var (hours, minutes) = (offset / 60, Math.Abs(offset % 60));
        var sign = offset < 0 ? -1 : 1;
        var text =
            number.IsGrouped || number.MandatoryDigits is 3 or 4 ? number.Format(sign * ((Math.Abs(hours) * 100) + minutes))
            : number.MandatoryDigits > 4 ? throw new JsonataException("D3134") { Value = (double)number.MandatoryDigits }
            : number.Format(hours) + (minutes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{minutes:00}"));
        return (part.Component == 'z' ? "GMT" : "") + (offset >= 0 ? "+" : "") + text;
    }
}
