using System.Text.Json;

namespace ApprovalWorker.Identity;

/// <summary>Reads a person out of verified claims.</summary>
internal static class PersonClaims
{
    private static readonly char[] ListMarks = ['[', ']'];

    /// <summary>The person, or <see langword="null"/> when the claims name nobody.</summary>
    /// <param name="claims">The claims of <c>x-amzn-oidc-data</c>.</param>
    /// <param name="groupsClaim">Which of them holds the groups.</param>
    public static Person? Read(JsonElement claims, string groupsClaim)
    {
        // Whoever may choose an address for themselves and has not proved it may choose somebody else's.
        var email = IsFalse(claims, "email_verified") ? null : Text(claims, "email");
        var subject = Text(claims, "sub");
        return (email ?? Text(claims, "preferred_username") ?? subject) is { } name
            ? new Person(name)
            {
                Subject = subject,
                Email = email,
                Groups = Groups(claims, groupsClaim),
            }
            : null;
    }

    private static string[] Groups(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value))
        {
            return [];
        }

        // A list, or a list that was mapped to a text on its way: "[one, two]", "one,two".
        return value.ValueKind switch
        {
            JsonValueKind.Array =>
            [
                .. value.EnumerateArray().Where(group => group.ValueKind is JsonValueKind.String).Select(group => group.GetString()!),
            ],
            JsonValueKind.String => value
                .GetString()!
                .Trim()
                .Trim(ListMarks)
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            _ => [],
        };
    }

    // Some identity providers write it as a text.
    private static bool IsFalse(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value)
        && (
            value.ValueKind is JsonValueKind.False
            || (value.ValueKind is JsonValueKind.String && value.GetString()!.Equals("false", StringComparison.OrdinalIgnoreCase))
        );

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
