using Workers.Hosting.Leases;
using Workers.Hosting.Polling;

namespace Workers.Hosting.Queues;

/// <summary>
/// The pauses between attempts at one call about messages that are hidden. When they are visible again, whoever has received them by then decides on
/// them.
/// </summary>
internal sealed class UntilVisible(VisibilityGroup group, WorkerClock clock, Jitter jitter)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _until = clock.Now + group.Visibility;
    private int _attempts;

    /// <summary>Waits for the next attempt.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns><see langword="false"/> when there is none.</returns>
    public async Task<bool> TryPauseAsync(CancellationToken cancellationToken)
    {
        var pause = jitter.Backoff(FirstRetry, LongestRetry, ++_attempts);
        if (clock.Now + pause > _until)
        {
            return false;
        }

        await Task.Delay(pause, clock.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }
}
