using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge;

/// <summary>Reads members of a request and holds them to the constraints of EventBridge's service model.</summary>
internal static class EventBridgeRequest
{
    private const int LongestPageToken = 2_048;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        ".-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    );

    /// <summary>A text that must be there.</summary>
    public static string Required(this JsonElement request, string member, int longest, int shortest = 1) =>
        request.Limited(member, longest, shortest) ?? throw EventBridgeErrors.Constraint(Spell(member), null, "Member must not be null");

    /// <summary>A text that may be there.</summary>
    public static string? Limited(this JsonElement request, string member, int longest, int shortest = 0)
    {
        if (request.Text(member) is not { } text)
        {
            return null;
        }

        var bound =
            text.Length < shortest ? $"greater than or equal to {shortest}"
            : text.Length > longest ? $"less than or equal to {longest}"
            : null;
        return bound is null ? text : throw EventBridgeErrors.Constraint(Spell(member), text, $"Member must have length {bound}");
    }

    /// <summary>A name of a rule or the id of a target, which must be there.</summary>
    public static string RequiredName(this JsonElement request, string member)
    {
        var name = request.Required(member, 64);
        return IsName(name)
            ? name
            : throw EventBridgeErrors.Constraint(Spell(member), name, @"Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+");
    }

    /// <summary>The elements of a list that must be there and must not be empty.</summary>
    public static List<JsonElement> RequiredList(this JsonElement request, string member, int most)
    {
        if (request.Member(member) is null)
        {
            throw EventBridgeErrors.Constraint(Spell(member), null, "Member must not be null");
        }

        var elements = request.Elements(member);
        var bound =
            elements.Count == 0 ? "greater than or equal to 1"
            : elements.Count > most ? $"less than or equal to {most}"
            : null;
        return bound is null
            ? elements
            : throw EventBridgeErrors.Constraint(Spell(member), $"[{elements.Count} elements]", $"Member must have length {bound}");
    }

    /// <summary>Whether the text has only the characters that names have.</summary>
    public static bool IsName(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>Writes one page of a list and, if there is more, the token of the next.</summary>
    public static void WritePage<T>(
        this JsonElement request,
        Utf8JsonWriter response,
        string listMember,
        IReadOnlyList<T> all,
        Action<Utf8JsonWriter, T> write
    )
    {
        var size = request.Integer("Limit") ?? EventBridgeLimits.Page;
        if (size is < 1 or > EventBridgeLimits.Page)
        {
            var bound = size < 1 ? "greater than or equal to 1" : $"less than or equal to {EventBridgeLimits.Page}";
            throw EventBridgeErrors.Constraint("limit", size.ToString(CultureInfo.InvariantCulture), $"Member must have value {bound}");
        }

        var start = PageStart(request);
        response.WriteStartArray(listMember);
        foreach (var item in all.Skip(start).Take(size))
        {
            write(response, item);
        }

        response.WriteEndArray();
        if (start + size < all.Count)
        {
            response.WriteString("NextToken"u8, Convert.ToBase64String(Encoding.ASCII.GetBytes($"page:{start + size}")));
        }
    }

    public static void WriteIfGiven(this Utf8JsonWriter writer, string member, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(member, value);
        }
    }

    private static int PageStart(JsonElement request)
    {
        if (request.Limited("NextToken", LongestPageToken, 1) is not { } token)
        {
            return 0;
        }

        var bytes = new byte[token.Length];
        return
            Convert.TryFromBase64String(token, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).Split(':') is ["page", var start]
            && int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw EventBridgeErrors.Validation("The value of parameter NextToken is not valid.");
    }

    // Violations of the service model are told in the names of the model's Java classes.
    private static string Spell(string member) => char.ToLowerInvariant(member[0]) + member[1..];
}
