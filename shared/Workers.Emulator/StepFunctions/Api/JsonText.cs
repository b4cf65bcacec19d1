using System.Runtime.InteropServices;
using System.Text.Json;
using Workers.Emulator.StatesLanguage;
using Workers.Emulator.StatesLanguage.Parsing;

namespace Workers.Emulator.StepFunctions;

/// <summary>JSON values as the texts that the API and the history carry.</summary>
internal static class JsonText
{
    /// <summary>The longest input, output and payload, in bytes of UTF-8.</summary>
    public const int LongestPayload = 262_144;

    /// <summary>The value's text as bytes, spelled as it came.</summary>
    public static byte[] ToUtf8(this JsonElement value) => JsonMarshal.GetRawUtf8Value(value).ToArray();

    public static bool IsTooLong(this JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Length > LongestPayload;

    /// <summary>The value as the cause or the argument of a service sees it: a string's text, anything else as JSON.</summary>
    public static string ToPlainText(this JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : Json.ToText(value);

    /// <summary>Parses what a client sent as JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="reason">What is wrong with it, in the words of the parser that Step Functions uses.</param>
    public static JsonElement? TryParse(string text, out string reason)
    {
        reason = "";
        try
        {
            return Json.Parse(text);
        }
        catch (JsonException)
        {
            reason = string.IsNullOrWhiteSpace(text) ? "Invalid execution input." : JacksonMessages.Describe(text).Message;
            return null;
        }
    }
}
