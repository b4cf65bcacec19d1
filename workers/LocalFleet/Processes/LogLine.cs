using System.Text.Json;

namespace LocalFleet.Processes;

/// <summary>Understands a line of .NET's console loggers: the readable one and the JSON one.</summary>
internal static class LogLine
{
    private static readonly string[] ErrorMarks =
    [
        "fail: ",
        "crit: ",
        "\"LogLevel\":\"Error\"",
        "\"LogLevel\":\"Critical\"",
        "Unhandled exception",
    ];

    /// <summary>Whether it tells an error.</summary>
    public static bool IsError(string line) => ErrorMarks.Any(mark => line.Contains(mark, StringComparison.Ordinal));

    /// <summary>What it says: of a JSON line the message, of any other the line.</summary>
    public static string Message(string line)
    {
        if (!line.StartsWith('{'))
        {
            return line.Trim();
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.TryGetProperty("Message", out var message) ? message.ToString() : line;
        }
        catch (JsonException)
        {
            // Cut off, or no log line at all: better shown as it is than not at all.
            return line;
        }
    }
}
