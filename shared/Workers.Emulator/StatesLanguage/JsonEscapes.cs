using System.Globalization;
using System.Text;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Corrects escapes within JSON text.</summary>
internal static class JsonEscapes
{
    private const int EscapeLength = 6;

    private const char Replacement = '\ufffd';

    /// <summary>
    /// The same JSON with only quotes, backslashes and control characters escaped. The writer escapes characters beyond the basic plane (and
    /// some others), Step Functions does not, which shows wherever JSON becomes text, and in the size of payloads.
    /// </summary>
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

    /// <summary>
    /// The same JSON with a replacement character for each escaped half of a surrogate pair that lacks the other half: a worker that cuts a
    /// text in the middle of an emoji must not make its payload unreadable.
    /// </summary>
    public static string ReplaceLoneSurrogates(string json)
    {
        if (!json.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
        {
            return json;
        }

        var repaired = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            var length = 1;
            if (json[i] == '\\' && i + 1 < json.Length)
            {
                var isEscape = TryRead(json, i, out var first);
                var isPair =
                    isEscape
                    && char.IsHighSurrogate(first)
                    && TryRead(json, i + EscapeLength, out var second)
                    && char.IsLowSurrogate(second);
                length =
                    isPair ? 2 * EscapeLength
                    : isEscape ? EscapeLength
                    : 2;
                if (isEscape && !isPair && char.IsSurrogate(first))
                {
                    repaired.Append(Replacement);
                    i += length - 1;
                    continue;
                }
            }

            repaired.Append(json, i, length);
            i += length - 1;
        }

        return repaired.ToString();
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
