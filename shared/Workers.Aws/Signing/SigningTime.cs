using System.Globalization;

namespace Workers.Aws.Signing;

/// <summary>A second, as signatures write it.</summary>
internal sealed class SigningTime
{
    private readonly long _second;

    private SigningTime(DateTimeOffset time, long second)
    {
        _second = second;
        Stamp = time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        Date = Stamp[..8];
    }

    /// <summary>The value of <c>X-Amz-Date</c>.</summary>
    public string Stamp { get; }

    /// <summary>The day in the credential's scope.</summary>
    public string Date { get; }

    /// <summary>The time given, or <paramref name="last"/> when that is the same second.</summary>
    public static SigningTime Of(DateTimeOffset time, SigningTime? last)
    {
        var second = time.ToUnixTimeSeconds();
        return last is not null && last._second == second ? last : new SigningTime(time, second);
    }
}
