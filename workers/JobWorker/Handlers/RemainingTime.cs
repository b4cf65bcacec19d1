namespace JobWorker.Handlers;

/// <summary>Guesses from the pace so far when it is worth looking at a job again.</summary>
internal sealed class RemainingTime(TimeProvider time)
{
    // A tenth of what is left: often enough to see it move, and at the end soon enough for the result.
    private const int LooksLeft = 10;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly long _started = time.GetTimestamp();
    private TimeSpan _nextReport;

    /// <summary>Whether the time that the reader was told last has passed, so that a report would be read.</summary>
    public bool IsReportDue => time.GetElapsedTime(_started) >= _nextReport;

    /// <summary>When to look again.</summary>
    /// <param name="share">How much is done, above 0 and up to 1.</param>
    public TimeSpan NextLook(double share)
    {
        var elapsed = time.GetElapsedTime(_started);
        var left = elapsed * ((1 - share) / share);
        var next = TimeSpan.FromTicks(Math.Clamp(left.Ticks / LooksLeft, Shortest.Ticks, Longest.Ticks));
        _nextReport = elapsed + next;
        return next;
    }
}
