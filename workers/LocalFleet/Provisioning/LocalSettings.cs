namespace LocalFleet.Provisioning;

/// <summary>The time limits of a run on one machine. A dead worker's job is to come back within seconds, not minutes.</summary>
/// <param name="AppraiseHeartbeatSeconds">After how long a dead worker's appraisal is retried.</param>
/// <param name="AppraiseTimeoutSeconds">How long an appraisal may take.</param>
/// <param name="LetterVisibilityTimeoutSeconds">After how long a dead worker's message is delivered again.</param>
/// <param name="LetterHeartbeatSeconds">How long a letter may wait in the queue: its clock starts when the message is sent.</param>
/// <param name="LetterTimeoutSeconds">How long a letter may take, the wait in the queue included.</param>
/// <param name="ExecutionTimeoutSeconds">How long an execution may take.</param>
internal sealed record LocalSettings(
    int AppraiseHeartbeatSeconds,
    int AppraiseTimeoutSeconds,
    int LetterVisibilityTimeoutSeconds,
    int LetterHeartbeatSeconds,
    int LetterTimeoutSeconds,
    int ExecutionTimeoutSeconds
)
{
    /// <summary>
    /// The settings for a burst of claims. The letters' heartbeat leaves time for 20 letters a second, a small part of what one worker does,
    /// so that no message expires in the queue.
    /// </summary>
    public static LocalSettings For(int claims)
    {
        var queueSeconds = 300 + (claims / 20);
        return new LocalSettings(10, 60, 10, queueSeconds, 2 * queueSeconds, 10 * queueSeconds);
    }
}
