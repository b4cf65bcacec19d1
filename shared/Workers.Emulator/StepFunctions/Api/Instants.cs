using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>The forms that Step Functions gives to instants, all of them exact to the millisecond.</summary>
internal static class Instants
{
    /// <summary>Now, to the millisecond: the API, the history and the context object must tell the same instant.</summary>
    public static DateTimeOffset Now(this TimeProvider timeProvider)
    {
        var now = timeProvider.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }

    /// <summary>As the API's answers have it: seconds since the epoch.</summary>
    public static void WriteInstant(this Utf8JsonWriter writer, string name, DateTimeOffset instant) =>
        writer.WriteNumber(name, instant.ToUnixTimeMilliseconds() / 1000m);

    /// <summary>As the context object and SDK integrations have it.</summary>
    public static string ToIso(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
