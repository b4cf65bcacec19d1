using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Values as texts: what <c>$string</c> and the operator <c>&amp;</c> make of them.</summary>
internal static class ValueText
{
    private const int SignificantDigits = 15;
    private const int Indentation = 2;

    /// <summary>The text; a text is its own.</summary>
    /// <exception cref="JsonataException">D3001 or D1001: a number is infinite.</exception>
    public static string Of(object? value, bool isIndented = false)
    {
        switch (value)
        {
            case string text:
                return text;
            case FunctionValue:
                return string.Empty;
            case double number when !double.IsFinite(number):
                throw new JsonataException("D3001") { Value = number };
            case ArrayValue { WrapsInput: true, Count: > 0 } wrapper:
                value = wrapper[0];
                break;
        }

        var target = new StringBuilder();
        Append(target, value, isIndented, 0, rounds: true);
        return target.ToString();
    }

    /// <summary>The value as JSON, for messages.</summary>
    public static string ToJson(object? value)
    {
        var target = new StringBuilder();
        Append(target, value, isIndented: false, 0, rounds: false);
        return target.ToString();
    }

    private static void Append(StringBuilder target, object? value, bool isIndented, int level, bool rounds)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case string text:
                AppendQuoted(target, text);
                break;
            case double number:
                AppendNumber(target, number, rounds);
                break;
            case bool truth:
                target.Append(truth ? "true" : "false");
                break;
            case FunctionValue:
                target.Append("\"\"");
                break;
            case ArrayValue array:
                AppendList(target, '[', ']', array.Items, isIndented, level, item => Append(target, item, isIndented, level + 1, rounds));
                break;
            case ObjectValue map:
                var keys = map.Keys.Where(key => map.Get(key) is not null).ToList();
                AppendList(
                    target,
                    '{',
                    '}',
                    keys,
                    isIndented,
                    level,
                    key =>
                    {
                        AppendQuoted(target, key);
                        target.Append(isIndented ? ": " : ":");
                        Append(target, map.Get(key), isIndented, level + 1, rounds);
                    }
                );
                break;
            default:
                target.Append("null");
                break;
        }
    }

    private static void AppendNumber(StringBuilder target, double number, bool rounds)
    {
        if (double.IsInfinity(number) && rounds)
        {
            throw new JsonataException("D1001") { Value = number };
        }

        if (!double.IsFinite(number))
        {
            target.Append("null");
        }
        else if (rounds && number != Math.Truncate(number))
        {
            var text = number.ToString($"E{SignificantDigits - 1}", CultureInfo.InvariantCulture);
            target.Append(NumberText.Of(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)));
        }
        else
        {
            target.Append(NumberText.Of(number));
        }
    }

    private static void AppendList<T>(
        StringBuilder target,
        char open,
        char close,
        List<T> items,
        bool isIndented,
        int level,
        Action<T> append
    )
    {
        target.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                target.Append(',');
            }

            StartLine(target, isIndented, level + 1);
            append(items[i]);
        }

        if (items.Count > 0)
        {
            StartLine(target, isIndented, level);
        }

        target.Append(close);
    }

    private static void StartLine(StringBuilder target, bool isIndented, int level)
    {
        if (isIndented)
        {
            target.Append('\n').Append(' ', level * Indentation);
        }
    }

    private static void AppendQuoted(StringBuilder target, string text)
    {
        target.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
            {
                target.Append(c).Append(text[++i]);
                continue;
            }

            _ = c switch
            {
                '"' => target.Append("\\\""),
                '\\' => target.Append("\\\\"),
                '\b' => target.Append("\\b"),
                '\f' => target.Append("\\f"),
                '\n' => target.Append("\\n"),
                '\r' => target.Append("\\r"),
                '\t' => target.Append("\\t"),
                < ' ' => AppendEscape(target, c),
                _ when char.IsSurrogate(c) => AppendEscape(target, c),
                _ => target.Append(c),
            };
        }

        target.Append('"');
    }

    private static StringBuilder AppendEscape(StringBuilder target, char c) =>
        target.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
}
