using DispatchWorker.Settings;
using DispatchWorker.Vault;

namespace DispatchWorker.Pump;

/// <summary>What a hand-over needs next.</summary>
internal enum Step
{
    /// <summary>Nothing until later.</summary>
    Wait,

    /// <summary>A heartbeat to Step Functions.</summary>
    Beat,

    /// <summary>To be handed over.</summary>
    Send,

    /// <summary>The outcome told to Step Functions.</summary>
    Report,
}

/// <summary>
/// Decides what a hand-over needs next. Whoever writes the decided hand-over into the vault has claimed the step: the times in it lie in the
/// future, so that nobody else does the same meanwhile, and somebody does if the claimer dies.
/// </summary>
internal static class StepPlan
{
    // Beyond the hand-over's own time-out: what its outcome takes to be written.
    private static readonly TimeSpan ClaimMargin = TimeSpan.FromSeconds(10);

    /// <summary>How long a report is claimed for: the client's own attempts take less.</summary>
    public static readonly TimeSpan ReportClaim = TimeSpan.FromSeconds(30);

    /// <summary>Decides.</summary>
    /// <returns>The step, and the hand-over as it is to be written before the step is done.</returns>
    public static (Step Step, Handover Claimed) Next(Handover handover, DispatchTarget target, DateTimeOffset now)
    {
        if (handover.Stage is HandoverStage.Sending or HandoverStage.Waiting && Verdict(handover, target, now) is { } verdict)
        {
            handover = handover with { Outcome = verdict, Stage = HandoverStage.Reporting, Due = now };
        }

        if (handover.Stage is HandoverStage.Reporting)
        {
            return handover.Due <= now ? (Step.Report, ClaimReport(handover, now)) : (Step.Wait, handover);
        }

        if (handover.Stage is HandoverStage.Done)
        {
            return (Step.Wait, handover);
        }

        if (handover.NextBeat <= now)
        {
            return (Step.Beat, handover with { NextBeat = now + BeatInterval(handover) });
        }

        return handover.Stage is HandoverStage.Sending && handover.Due <= now
            ? (Step.Send, handover with { Due = now + target.HandoverTimeout + ClaimMargin, Deliveries = handover.Deliveries + 1 })
            : (Step.Wait, handover);
    }

    /// <summary>Claims a report. Until its answer is written down it may have gone through, whatever becomes of the claimer.</summary>
    public static Handover ClaimReport(Handover handover, DateTimeOffset now) =>
        handover with
        {
            Due = now + ReportClaim,
            Reports = handover.Reports + 1,
            UncertainReport = true,
        };

    /// <summary>When to look at it next; <see langword="null"/> for never.</summary>
    public static DateTimeOffset? Wake(Handover handover, DispatchTarget target)
    {
        if (handover.Stage is HandoverStage.Done)
        {
            return null;
        }

        if (handover.Stage is HandoverStage.Reporting)
        {
            return handover.Due;
        }

        var wake = Earlier(handover.Deadline, handover.NextBeat);
        wake = handover.Stage is HandoverStage.Sending ? Earlier(wake, handover.Due) : wake;
        return Earlier(wake, SilentAt(handover, target));
    }

    /// <summary>How often the state gets a heartbeat: three within its HeartbeatSeconds, so that one may be missed.</summary>
    public static TimeSpan BeatInterval(Handover handover) => TimeSpan.FromSeconds(handover.HeartbeatSeconds / 3);

    // A processor that died must not be kept alive: the dispatcher's heartbeats end with its own, and at its deadline in any case.
    private static Outcome? Verdict(Handover handover, DispatchTarget target, DateTimeOffset now)
    {
        if (SilentAt(handover, target) <= now && handover.Deadline > now)
        {
            return Failed(
                DispatchErrors.ProcessorSilent,
                $"The processor took the job and sent no heartbeat for {target.ProcessorHeartbeat.TotalSeconds:0} s."
            );
        }

        if (handover.Deadline > now)
        {
            return null;
        }

        return handover.Stage is HandoverStage.Waiting
            ? Failed(
                DispatchErrors.ProcessorTimedOut,
                $"The processor took the job and told no outcome within {(handover.Deadline - handover.Taken).TotalSeconds:0} s."
            )
            : Failed(
                DispatchErrors.HandoverFailed,
                $"The job could not be handed over in {handover.Deliveries} attempts within {(handover.Deadline - handover.Taken).TotalSeconds:0} s. {handover.Problem}".TrimEnd()
            );
    }

    private static Outcome Failed(string error, string cause) =>
        new()
        {
            Succeeded = false,
            Error = error,
            Cause = cause,
            ByDispatcher = true,
        };

    private static DateTimeOffset? SilentAt(Handover handover, DispatchTarget target) =>
        target.ProcessorHeartbeat > TimeSpan.Zero && handover.Stage is HandoverStage.Waiting
            ? handover.Alive + target.ProcessorHeartbeat
            : null;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;
}
