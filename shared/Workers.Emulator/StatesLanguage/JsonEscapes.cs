using System.Globalization;
using System.Text;

namespace Workers.Emulator.StatesLanguage;

/// <summary>
/// Undoes escapes that JSON does not ask for: the writer escapes characters beyond the basic plane (and some others), Step Functions does not,
/// which shows wherever JSON becomes text, and in the size of payloads.
/// </summary>
internal static class JsonEscapes
{
    private const int EscapeLength = 6;

    /// <summary>The same JSON with only quotes, backslashes and control characters escaped.</summary>
    public static string Reduce(string json)
    {
        var next = json.IndexOf("\\u", StringComparison.Ordinal);
        if (next < 0)
        {
            return json;
        }

        // An escape may be the second half of an escaped backslash, so reading starts at the beginning.
        var reduced = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\')
            {
                reduced.Append(json[i]);
            }
            else if (TryRead(json, i, out var first) && IsPlain(first))
            {
                reduced.Append(first);
                i += EscapeLength - 1;
            }
            else if (char.IsHighSurrogate(first) && TryRead(json, i + EscapeLength, out var second) && char.IsLowSurrogate(second))
            {
                reduced.Append(first).Append(second);
                i += (2 * EscapeLength) - 1;
            }
            else
            {
                reduced.Append(json[i]).Append(json[++i]);
            }
        }

        return reduced.ToString();
    }

    private static bool IsPlain(char c) => c >= ' ' && c is not ('"' or '\\') && !char.IsSurrogate(c);

    private static bool TryRead(string json, int position, out char value)
    {
        value = '\0';
        if (position + EscapeLength > json.Length || json[position] != '\\' || json[position + 1] != 'u')
        {
            return false;
        }

        var isHexadecimal = ushort.TryParse(
            json.AsSpan(position + 2, EscapeLength - 2),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var code
        );
        value = (char)code;
        return isHexadecimal;
    }
}
