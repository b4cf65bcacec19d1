using Workers.Hosting.Leases;

namespace Workers.Hosting.Coherence;

/// <summary>Leases against the outages that they are to outlive.</summary>
internal static class LeaseRules
{
    /// <summary>Whether the heartbeat timeout of a source's tasks is long enough.</summary>
    public static IEnumerable<Clash> CheckHeartbeat(string section, int? heartbeatSeconds)
    {
        if (
            heartbeatSeconds is { } seconds
            && LeaseReach.OfHeartbeat(TimeSpan.FromSeconds(seconds)) is var reach
            && reach < LeaseReach.Promised
        )
        {
            yield return Clash.Warning(
                $"{section}:HeartbeatSeconds is {seconds}: {Outlived("a job", reach)}; after a longer one it is cancelled and done again. "
                    + $"To outlive {LeaseReach.Promised.TotalSeconds} s, set it to {LeaseReach.ShortestHeartbeatSeconds} or more, in the state machine and here."
            );
        }
    }

    /// <summary>Whether the visibility timeout of a queue's messages is long enough.</summary>
    /// <param name="section">The source's section of the settings.</param>
    /// <param name="name">Names the timeout up to its value, for example <c>the queue's VisibilityTimeout is</c>.</param>
    /// <param name="visibilitySeconds">How long it is.</param>
    public static IEnumerable<Clash> CheckVisibility(string section, string name, int visibilitySeconds)
    {
        var reach = LeaseReach.OfVisibility(TimeSpan.FromSeconds(visibilitySeconds));
        if (reach < LeaseReach.Promised)
        {
            yield return Clash.Warning(
                $"{name} {visibilitySeconds} s: {Outlived("a message's job", reach)}; after a longer one the message is delivered again. "
                    + $"To outlive {LeaseReach.Promised.TotalSeconds} s, set {section}:VisibilityTimeoutSeconds to {LeaseReach.ShortestVisibilitySeconds} or more."
            );
        }
    }

    private static string Outlived(string what, TimeSpan reach) =>
        $"{what} outlives an outage of AWS of {reach.TotalSeconds:0.#} s for certain";
}
