using System.Globalization;
using System.Text.Unicode;

namespace Workers.Emulator.Protocol;

/// <summary>Whether the strings of valid JSON are text: the parser does not ask before they are read.</summary>
internal static class JsonUnicode
{
    private const int EscapeLength = 6;

    /// <summary>Whether the JSON is UTF-8 throughout and escapes no half of a surrogate pair without the other.</summary>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        for (var next = json.IndexOf((byte)'\\'); next >= 0; next = json.IndexOf((byte)'\\'))
        {
            json = json[next..];
            var first = Escaped(json);
            if (char.IsLowSurrogate(first) || (char.IsHighSurrogate(first) && !char.IsLowSurrogate(Escaped(json[EscapeLength..]))))
            {
                return false;
            }

            json = json[(char.IsHighSurrogate(first) ? 2 * EscapeLength : 2)..];
        }

        return true;
    }

    // The character of an escape of the form \uXXXX; NUL for anything else.
    private static char Escaped(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength
        && json[0] == '\\'
        && json[1] == 'u'
        && ushort.TryParse(json[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';
}
