using System.Globalization;
using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Functions that encode texts.</summary>
internal static class UrlFunctions
{
    private const string Unreserved = "-_.!~*'()";
    private const string Reserved = ";/?:@&=+$,#";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void AddTo(BuiltIns functions)
    {
        functions.Add("base64encode", "<s-:s>", 1, arguments => EncodeBase64((string)arguments[0]!));
        functions.Add("base64decode", "<s-:s>", 1, arguments => DecodeBase64((string)arguments[0]!));
        functions.Add("encodeUrlComponent", "<s-:s>", 1, arguments => Encode((string)arguments[0]!, Unreserved, "encodeUrlComponent"));
        functions.Add("encodeUrl", "<s-:s>", 1, arguments => Encode((string)arguments[0]!, Unreserved + Reserved, "encodeUrl"));
        functions.Add("decodeUrlComponent", "<s-:s>", 1, arguments => Decode((string)arguments[0]!, "", "decodeUrlComponent"));
        functions.Add("decodeUrl", "<s-:s>", 1, arguments => Decode((string)arguments[0]!, Reserved, "decodeUrl"));
    }

    // Of each character counts the lower byte.
    private static string EncodeBase64(string text) => Convert.ToBase64String([.. text.Select(c => (byte)c)]);

    // What is no Base64 in the text is passed over.
    private static string DecodeBase64(string text)
    {
        var end = text.IndexOf('=', StringComparison.Ordinal);
        var digits = new StringBuilder();
        foreach (var c in end < 0 ? text : text[..end])
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_')
            {
                digits.Append(
                    c == '-' ? '+'
                    : c == '_' ? '/'
                    : c
                );
            }
        }

        if (digits.Length % 4 == 1)
        {
            digits.Length--;
        }

        digits.Append('=', (4 - (digits.Length % 4)) % 4);
        return Encoding.Latin1.GetString(Convert.FromBase64String(digits.ToString()));
    }

    private static string Encode(string text, string plain, string function)
    {
        try
        {
            var result = new StringBuilder();
            foreach (var b in StrictUtf8.GetBytes(text))
            {
                if (char.IsAsciiLetterOrDigit((char)b) || plain.Contains((char)b, StringComparison.Ordinal))
                {
                    result.Append((char)b);
                }
                else
                {
                    result.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
                }
            }

            return result.ToString();
        }
        catch (EncoderFallbackException)
        {
            throw Malformed(text, function);
        }
    }

    // Escapes of the kept characters stay as they are.
    private static string Decode(string text, string kept, string function)
    {
        var result = new StringBuilder();
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                result.Append(text[i]);
                continue;
            }

            bytes.Clear();
            var start = i;
            var length = 1;
            while (bytes.Count < length)
            {
                var isEscape =
                    i + 2 < text.Length
                    && text[i] == '%'
                    && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b)
                    && Add(bytes, b, ref length);
                i += isEscape ? 3 : throw Malformed(text, function);
            }

            i--;
            var decoded = DecodeBytes(bytes, text, function);
            result.Append(decoded.Length == 1 && kept.Contains(decoded[0], StringComparison.Ordinal) ? text[start..(i + 1)] : decoded);
        }

        return result.ToString();
    }

    private static bool Add(List<byte> bytes, byte value, ref int length)
    {
        if (bytes.Count == 0)
        {
            length = value switch
            {
                < 0x80 => 1,
                >= 0xc2 and < 0xe0 => 2,
                >= 0xe0 and < 0xf0 => 3,
                >= 0xf0 and < 0xf5 => 4,
                _ => 0,
            };
        }

        bytes.Add(value);
        return length > 0;
    }

    private static string DecodeBytes(List<byte> bytes, string text, string function)
    {
        try
        {
            return StrictUtf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed(text, function);
        }
    }

    private static JsonataException Malformed(string text, string function) => new("D3140") { Value = text, Words = function };
}
