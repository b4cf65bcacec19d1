using System.Globalization;
using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Functions of texts. Lengths and positions are in code points.</summary>
internal static class TextFunctions
{
    private const int LongestPadding = 10_000_000;

    public static void AddTo(BuiltIns functions)
    {
        functions.Add("string", "<x-b?:s>", 1, arguments => ValueText.Of(arguments[0], arguments[1] is true));
        functions.Add("length", "<s-:n>", 1, arguments => (double)CodePoints.Count((string)arguments[0]!));
        functions.Add("substring", "<s-nn?:s>", 3, arguments => Substring((string)arguments[0]!, arguments[1], arguments[2]));
        functions.Add("substringBefore", "<s-s:s>", 2, arguments => Part(arguments, isBefore: true));
        functions.Add("substringAfter", "<s-s:s>", 2, arguments => Part(arguments, isBefore: false));
        functions.Add("lowercase", "<s-:s>", 1, arguments => ((string)arguments[0]!).ToLowerInvariant());
        functions.Add("uppercase", "<s-:s>", 1, arguments => ((string)arguments[0]!).ToUpperInvariant());
        functions.Add("trim", "<s-:s>", 1, arguments => Trim((string)arguments[0]!));
        functions.Add("pad", "<s-ns?:s>", 3, (evaluation, arguments) => Pad(evaluation, arguments));
        functions.Add("join", "<a<s>s?:s>", 2, arguments => Join((ArrayValue)arguments[0]!, (string?)arguments[1]));
    }

    private static string Substring(string text, object? start, object? length)
    {
        var points = CodePoints.Split(text);
        var from = start is double s ? Truncate(s) : 0;
        if (points.Count + from < 0)
        {
            from = 0;
        }

        var to = (long)points.Count;
        if (length is double wanted)
        {
            if (wanted <= 0)
            {
                return string.Empty;
            }

            var begin = start is double exact && points.Count + exact >= 0 ? exact : 0;
            to = Truncate(begin >= 0 ? begin + wanted : points.Count + begin + wanted);
        }

        var first = Index(from, points.Count);
        var last = Index(to, points.Count);
        return first < last ? string.Concat(points[first..last]) : string.Empty;
    }

    private static int Index(long position, int count) => (int)(position < 0 ? Math.Max(0, count + position) : Math.Min(position, count));

    private static long Truncate(double number) => double.IsNaN(number) ? 0 : (long)Math.Clamp(Math.Truncate(number), -1e15, 1e15);

    private static string Part(object?[] arguments, bool isBefore)
    {
        var text = (string)arguments[0]!;
        var mark = arguments[1] as string ?? "undefined";
        var position = text.IndexOf(mark, StringComparison.Ordinal);
        return position < 0 ? text
            : isBefore ? text[..position]
            : text[(position + mark.Length)..];
    }

    private static string Trim(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is not (' ' or '\t' or '\n' or '\r'))
            {
                result.Append(c);
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }

        return result.Length > 0 && result[^1] == ' ' ? result.ToString(0, result.Length - 1) : result.ToString();
    }

    private static string? Pad(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not string text)
        {
            return null;
        }

        var width = arguments[1] is double wanted ? Truncate(wanted) : 0;
        var missing = Math.Abs(width) - CodePoints.Count(text);
        if (missing <= 0)
        {
            return text;
        }

        evaluation.ChargeText(missing);
        if (missing > LongestPadding)
        {
            throw new JsonataException("D1012");
        }

        var unit = CodePoints.Split(arguments[2] is string { Length: > 0 } given ? given : " ");
        var padding = new StringBuilder();
        for (var i = 0; i < missing; i++)
        {
            padding.Append(unit[i % unit.Count]);
        }

        return width > 0 ? text + padding : padding + text;
    }

    private static string Join(ArrayValue texts, string? separator) =>
        string.Join(separator ?? "", texts.Items.Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)));
}
