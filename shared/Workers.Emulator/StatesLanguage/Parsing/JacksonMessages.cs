using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Says why a text is not JSON in the words of the parser that Step Functions uses.</summary>
internal static class JacksonMessages
{
    private const string Expected = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

    private const int SourceLength = 500;

    /// <summary>Describes the first fault of a text that <see cref="Utf8JsonReader"/> has refused.</summary>
    /// <returns>The message, and the place as a source reference.</returns>
    public static (string Message, string Location) Describe(string json)
    {
        var fault = FindFault(json);
        var rest = json.AsSpan(fault);
        if (rest.IsEmpty)
        {
            return ("Unexpected end-of-input", Reference(json, json.Length));
        }

        if (char.IsLetter(rest[0]))
        {
            var length = 0;
            while (length < rest.Length && (char.IsLetterOrDigit(rest[length]) || rest[length] is '_' or '$'))
            {
                length++;
            }

            return ($"Unrecognized token '{rest[..length]}': {Expected}", Reference(json, fault + length));
        }

        var isMemberName = IsMemberNameExpected(json.AsSpan(0, fault));
        var wanted = isMemberName
            ? "was expecting double-quote to start field name"
            : "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
        return (
            string.Create(CultureInfo.InvariantCulture, $"Unexpected character ('{rest[0]}' (code {(int)rest[0]})): {wanted}"),
            Reference(json, fault + 1)
        );
    }

    private static int FindFault(string json)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            while (reader.Read())
            {
                // Reading on is what finds the fault.
            }
        }
        catch (JsonException)
        {
            var position = (int)reader.BytesConsumed;
            while (
                position < bytes.Length && bytes[position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)':'
            )
            {
                position++;
            }

            return System.Text.Encoding.UTF8.GetCharCount(bytes.AsSpan(0, position));
        }

        return json.Length;
    }

    private static bool IsMemberNameExpected(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd();
        return !before.IsEmpty && before[^1] is '{';
    }

    private static string Reference(string json, int end)
    {
        var before = json.AsSpan(0, end);
        var line = before.Count('\n') + 1;
        var column = end - (before.LastIndexOf('\n') + 1) + 1;
        var source =
            json.Length <= SourceLength ? $"\"{json}\"" : $"\"{json[..SourceLength]}\"[truncated {json.Length - SourceLength} chars]";
        return string.Create(CultureInfo.InvariantCulture, $"[Source: (String){source}; line: {line}, column: {column}]");
    }
}
