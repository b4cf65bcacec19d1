using System.Diagnostics.CodeAnalysis;

namespace Workers.Emulator;

/// <summary>What becomes of a <c>GetActivityTask</c> whose worker disconnects before it is answered.</summary>
[SuppressMessage("Maintainability", "CA1515", Justification = "The test host runs the emulator in its own process.")]
public enum LostPolls
{
    /// <summary>
    /// As in AWS: the poll stays queued for the rest of its minute, and a task handed to it is started for nobody; only the task's
    /// <c>TimeoutSeconds</c> or <c>HeartbeatSeconds</c> ends it.
    /// </summary>
    Lossy,

    /// <summary>The poll ends at once, and a task that it got just before goes back to the head of the queue.</summary>
    Safe,
}
