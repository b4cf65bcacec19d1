namespace Workers.Hosting.Polling;

/// <summary>Spreads moments, so that workers started together do not call together. The source of randomness is given, for tests.</summary>
/// <param name="next">Gives numbers from 0 up to 1.</param>
internal sealed class Jitter(Func<double> next)
{
    /// <summary>The span, a fifth more or less.</summary>
    public TimeSpan Around(TimeSpan span) => span * (0.8 + (0.4 * next()));

    /// <summary>An exponential pause after so many failures in a row: between half of it and all of it.</summary>
    public TimeSpan Backoff(TimeSpan first, TimeSpan longest, int failures)
    {
        // Beyond 2^20 every pause is the longest.
        var whole = first * Math.Pow(2, Math.Clamp(failures - 1, 0, 20));
        return (whole < longest ? whole : longest) * (0.5 + (0.5 * next()));
    }
}
