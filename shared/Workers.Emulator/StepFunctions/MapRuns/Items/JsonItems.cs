using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>The elements of a JSON array, or the lines of a JSON Lines object, as items.</summary>
internal static class JsonItems
{
    /// <exception cref="ItemReaderException">The text is no JSON, or there is no array where the pointer leads.</exception>
    public static IEnumerable<JsonElement> Read(string text, string pointer)
    {
        var found = Follow(Parse(text), pointer);
        return found is { ValueKind: JsonValueKind.Array } items
            ? items.EnumerateArray()
            : throw new ItemReaderException(
                pointer.Length == 0
                    ? "Attempting to map over non-iterable node."
                    : $"The ItemsPointer '{pointer}' does not lead to an array."
            );
    }

    /// <exception cref="ItemReaderException">A line is no JSON.</exception>
    public static IEnumerable<JsonElement> ReadLines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse);

    private static JsonElement Parse(string text) =>
        JsonText.TryParse(text, out var reason) ?? throw new ItemReaderException($"The items are not valid JSON: {reason}");

    // RFC 6901.
    private static JsonElement? Follow(JsonElement value, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member))
            {
                value = member;
            }
            else if (value.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index < value.GetArrayLength())
            {
                value = value[index];
            }
            else
            {
                return null;
            }
        }

        return pointer.Length == 0 || pointer[0] == '/' ? value : null;
    }
}
