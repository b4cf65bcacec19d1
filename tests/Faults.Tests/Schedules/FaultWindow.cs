namespace Faults.Tests.Schedules;

internal enum FaultKind
{
    // Before the effect.
    Throttle,
    InternalError,
    Unavailable,
    Reset,
    Delay,

    // After the effect.
    ResetAfter,
    InternalErrorAfter,
    LoseAnswer,
}

internal enum FaultTarget
{
    /// <summary>GetActivityTask and ReceiveMessage.</summary>
    Polls,

    /// <summary>Everything else.</summary>
    Calls,
}

/// <summary>A time in which some of the requests meet a fault.</summary>
internal sealed record FaultWindow(TimeSpan From, TimeSpan To, FaultKind Kind, FaultTarget Target, int Percent)
{
    public bool Covers(TimeSpan time, FaultTarget target) => target == Target && From <= time && time < To;
}
