using System.Globalization;

namespace Workers.Emulator.StatesLanguage;

/// <summary>
/// Timestamps as Step Functions takes them: a date, an upper-case T, a time of day whose seconds may have up to nine decimals, and Z or an offset.
/// </summary>
internal static class Rfc3339
{
    private const int DateAndMinutesLength = 16;

    public static bool TryParse(string text, out DateTimeOffset timestamp)
    {
        timestamp = default;
        var span = text.AsSpan();
        if (
            span.Length <= DateAndMinutesLength
            || !DateTime.TryParseExact(
                span[..DateAndMinutesLength],
                "yyyy-MM-dd'T'HH:mm",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var minutes
            )
        )
        {
            return false;
        }

        span = span[DateAndMinutesLength..];
        if (!TrySkipSeconds(ref span, out var ticks) || !TryParseOffset(span, out var offset))
        {
            return false;
        }

        var utcTicks = minutes.Ticks + ticks - offset.Ticks;
        if (utcTicks < DateTime.MinValue.Ticks || utcTicks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        timestamp = new DateTimeOffset(utcTicks, TimeSpan.Zero);
        return true;
    }

    private static bool TrySkipSeconds(ref ReadOnlySpan<char> span, out long ticks)
    {
        ticks = 0;
        if (span[0] != ':')
        {
            return true;
        }

        if (span.Length < 3 || !TryParseTwoDigits(span[1..], 59, out var seconds))
        {
            return false;
        }

        ticks = seconds * TimeSpan.TicksPerSecond;
        span = span[3..];
        if (span.IsEmpty || span[0] != '.')
        {
            return true;
        }

        var digits = 1;
        var unit = TimeSpan.TicksPerSecond;
        while (digits < span.Length && char.IsAsciiDigit(span[digits]))
        {
            unit /= 10;
            ticks += (span[digits] - '0') * unit;
            digits++;
        }

        span = span[digits..];
        return digits is > 1 and <= 10;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> span, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (span is "Z")
        {
            return true;
        }

        if (
            span.Length != 6
            || span[0] is not ('+' or '-')
            || span[3] != ':'
            || !TryParseTwoDigits(span[1..], 18, out var hours)
            || !TryParseTwoDigits(span[4..], 59, out var minutes)
        )
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        offset = span[0] == '-' ? -offset : offset;
        return true;
    }

    private static bool TryParseTwoDigits(ReadOnlySpan<char> span, int maximum, out int number)
    {
        number = 0;
        if (span.Length < 2 || !char.IsAsciiDigit(span[0]) || !char.IsAsciiDigit(span[1]))
        {
            return false;
        }

        number = ((span[0] - '0') * 10) + span[1] - '0';
        return number <= maximum;
    }
}
