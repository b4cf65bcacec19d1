using System.Text.Json;

namespace Workers.Emulator.Protocol;

/// <summary>Reads members of a request's input; what has the wrong type is refused as AWS's front end refuses it.</summary>
internal static class RequestInput
{
    /// <summary>A member, or null when it is absent or null.</summary>
    public static JsonElement? Member(this JsonElement input, string name) =>
        input.ValueKind != JsonValueKind.Object ? throw WrongType(input, "Structure")
        : input.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member
        : null;

    /// <summary>A string member, or null when it is absent.</summary>
    public static string? Text(this JsonElement input, string name) => input.Member(name)?.AsText();

    /// <summary>An integer member, or null when it is absent.</summary>
    public static int? Integer(this JsonElement input, string name)
    {
        if (input.Member(name) is not { } member)
        {
            return null;
        }

        if (member.ValueKind != JsonValueKind.Number)
        {
            throw WrongType(member, "Integer");
        }

        return member.TryGetInt32(out var number)
            ? number
            : throw FrameworkErrors.Serialization("NUMBER_VALUE can not be converted to Integer");
    }

    /// <summary>The strings of a list member; empty when it is absent.</summary>
    public static List<string> Texts(this JsonElement input, string name) =>
        input.Elements(name).ConvertAll(static element => element.AsText());

    /// <summary>The elements of a list member; empty when it is absent.</summary>
    public static List<JsonElement> Elements(this JsonElement input, string name) =>
        input.Member(name) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
            { } other => throw WrongType(other, "List"),
        };

    /// <summary>The members of a map member; empty when it is absent.</summary>
    public static List<KeyValuePair<string, JsonElement>> Entries(this JsonElement input, string name) =>
        input.Member(name) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Object } map =>
            [
                .. map.EnumerateObject().Select(entry => KeyValuePair.Create(NameOf(entry), entry.Value)),
            ],
            { } other => throw WrongType(other, "Map"),
        };

    /// <summary>A map member of strings to strings; empty when it is absent. Entries that are null are left out.</summary>
    public static Dictionary<string, string> TextMap(this JsonElement input, string name) =>
        input
            .Entries(name)
            .Where(entry => entry.Value.ValueKind != JsonValueKind.Null)
            .DistinctBy(entry => entry.Key)
            .ToDictionary(entry => entry.Key, entry => entry.Value.AsText(), StringComparer.Ordinal);

    private static string AsText(this JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.String)
        {
            throw WrongType(input, "String");
        }

        try
        {
            return input.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw InvalidUnicode();
        }
    }

    private static string NameOf(JsonProperty entry)
    {
        try
        {
            return entry.Name;
        }
        catch (InvalidOperationException)
        {
            throw InvalidUnicode();
        }
    }

    private static AwsErrorException InvalidUnicode() =>
        FrameworkErrors.Serialization("The request's body holds text that is not valid Unicode.");

    private static AwsErrorException WrongType(JsonElement element, string expected) =>
        FrameworkErrors.Serialization(
            element.ValueKind switch
            {
                JsonValueKind.Object => "Start of structure or map found where not expected.",
                JsonValueKind.Array => "Start of list found where not expected",
                JsonValueKind.Number => $"NUMBER_VALUE can not be converted to {expected}",
                JsonValueKind.True => $"TRUE_VALUE can not be converted to {expected}",
                JsonValueKind.Null => $"NULL_VALUE can not be converted to {expected}",
                JsonValueKind.False => $"FALSE_VALUE can not be converted to {expected}",
                _ => $"STRING_VALUE can not be converted to {expected}",
            }
        );
}
