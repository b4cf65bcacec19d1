using System.Text.Json;

namespace Faults.Tests.Network;

/// <summary>Reads what is watched out of requests and answers.</summary>
internal static class RequestText
{
    public static string? Text(string json, string name)
    {
        using var document = JsonDocument.Parse(json.Length == 0 ? "{}" : json);
        return document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    /// <summary>The receipt handles that a request for one message or for several names.</summary>
    public static List<string> Handles(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("Entries", out var entries)
            ? [.. entries.EnumerateArray().Select(entry => entry.GetProperty("ReceiptHandle").GetString()!)]
            : [document.RootElement.GetProperty("ReceiptHandle").GetString()!];
    }

    /// <summary>Whether a request makes a message visible at once.</summary>
    public static bool GivesBack(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("VisibilityTimeout").GetInt32() == 0;
    }

    /// <summary>The task that an answer of <c>GetActivityTask</c> brings, if it brings one.</summary>
    public static Delivery? Task(string answer, TimeSpan now)
    {
        using var document = JsonDocument.Parse(answer.Length == 0 ? "{}" : answer);
        if (!document.RootElement.TryGetProperty("taskToken", out var token) || token.GetString() is not { Length: > 0 } text)
        {
            return null;
        }

        using var input = JsonDocument.Parse(document.RootElement.GetProperty("input").GetString()!);
        return Delivery(text, input.RootElement, now);
    }

    /// <summary>The messages that an answer of <c>ReceiveMessage</c> brings.</summary>
    public static List<Delivery> Messages(string answer, TimeSpan now, DateTimeOffset date)
    {
        using var document = JsonDocument.Parse(answer);
        if (!document.RootElement.TryGetProperty("Messages", out var messages) || messages.ValueKind is not JsonValueKind.Array)
        {
            return [];
        }

        return [.. messages.EnumerateArray().Select(message => Message(message, now, date))];
    }

    private static Delivery Message(JsonElement message, TimeSpan now, DateTimeOffset date)
    {
        using var body = JsonDocument.Parse(message.GetProperty("Body").GetString()!);
        var sent = DateTimeOffset.FromUnixTimeMilliseconds(Attribute("SentTimestamp"));
        return Delivery(body.RootElement.GetProperty("taskToken").GetString()!, body.RootElement, now) with
        {
            Handle = message.GetProperty("ReceiptHandle").GetString(),
            MessageId = message.GetProperty("MessageId").GetString(),
            ReceiveCount = (int)Attribute("ApproximateReceiveCount"),
            Age = date - sent,
        };

        long Attribute(string name) =>
            long.Parse(message.GetProperty("Attributes").GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Delivery Delivery(string token, JsonElement envelope, TimeSpan now) =>
        new(
            token,
            envelope.GetProperty("input").GetProperty("Job").GetInt32(),
            envelope.GetProperty("job").GetProperty("attempt").GetInt32(),
            now
        );
}
