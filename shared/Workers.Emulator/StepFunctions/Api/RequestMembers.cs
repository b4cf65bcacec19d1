using System.Globalization;
using System.Text;
using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>Reads members of a request and holds them to the constraints of AWS's service model.</summary>
internal static class RequestMembers
{
    private const int LongestArn = 256;
    private const int LongestPageToken = 1_024;
    private const int LongestPage = 1000;
    private const int DefaultPage = 100;

    /// <summary>A member's text that must be there.</summary>
    public static string RequiredText(this JsonElement request, string member, int longest = int.MaxValue, int shortest = 0)
    {
        var text = request.Text(member) ?? throw SfnErrors.Constraint(member, "null", "Member must not be null");
        return CheckLength(member, text, shortest, longest, isSensitive: false);
    }

    /// <summary>An ARN that must be there.</summary>
    public static string RequiredArn(this JsonElement request, string member) => request.RequiredText(member, LongestArn, 1);

    /// <summary>A text that may be there, of limited length. A sensitive one is not repeated in errors.</summary>
    public static string? LimitedText(this JsonElement request, string member, int longest, bool isSensitive) =>
        request.Text(member) is { } text ? CheckLength(member, text, 0, longest, isSensitive) : null;

    public static bool Flag(this JsonElement request, string member, bool defaultValue = false) =>
        request.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : defaultValue;

    /// <summary>The page asked for: how many items, and after which one it starts.</summary>
    public static Page Page(this JsonElement request, int longestToken = LongestPageToken)
    {
        var size = 0;
        if (request.Member("maxResults") is { } max && (max.ValueKind != JsonValueKind.Number || !max.TryGetInt32(out size)))
        {
            // A number that is too large is out of bounds; anything else is no number.
            size = max.ValueKind == JsonValueKind.Number ? int.MaxValue : request.Integer("maxResults")!.Value;
        }

        if (size is < 0 or > LongestPage)
        {
            var bound = size < 0 ? "greater than or equal to 0" : $"less than or equal to {LongestPage}";
            throw SfnErrors.Constraint("maxResults", size.ToString(CultureInfo.InvariantCulture), $"Member must have value {bound}");
        }

        return new Page(size == 0 ? DefaultPage : size, PageToken(request, longestToken));
    }

    private static int PageToken(JsonElement request, int longest)
    {
        if (request.Text("nextToken") is not { } token)
        {
            return 0;
        }

        CheckLength("nextToken", token, 1, longest, isSensitive: false);
        var bytes = new byte[token.Length];
        if (
            Convert.TryFromBase64String(token, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).Split(':') is ["page", var start]
            && int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        )
        {
            return index;
        }

        throw SfnErrors.InvalidToken();
    }

    private static string CheckLength(string member, string text, int shortest, int longest, bool isSensitive)
    {
        if (text.Length < shortest)
        {
            throw SfnErrors.Constraint(member, isSensitive ? null : text, $"Member must have length greater than or equal to {shortest}");
        }

        return text.Length <= longest
            ? text
            : throw SfnErrors.Constraint(member, isSensitive ? null : text, $"Member must have length less than or equal to {longest}");
    }
}
