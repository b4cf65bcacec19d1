using DispatchWorker.Pump;
using DispatchWorker.Settings;
using DispatchWorker.Vault;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace DispatchWorker.Callbacks;

/// <summary>Takes what a processor says: verifies it, keeps it in the vault, tells Step Functions.</summary>
internal sealed partial class CallbackService(
    DispatchSettings settings,
    TokenVault vault,
    OutcomeReporter reporter,
    Wakeups wakeups,
    IStepFunctionsTasks tasks,
    TimeProvider time,
    ILogger<CallbackService> logger
)
{
    // A processor waits for the answer; what takes longer is kept and done afterwards.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Answers a callback. A call that was answered 202 will be done; one that got no answer should be made again.</summary>
    public async Task<CallbackAnswer> AnswerAsync(CallbackRequest request, CancellationToken cancellationToken)
    {
        if (!TokenVault.IsId(request.Id) || await vault.FindAsync(request.Id, cancellationToken) is not { } stored)
        {
            return Unknown();
        }

        var target = settings.Find(stored.Handover.Activity);
        var fault = target is null ? "its activity has no section in the settings" : FindSignatureFault(request, target);
        if (fault is not null)
        {
            LogForged(stored.Handover.Activity, stored.Handover.Id, fault);
            return CallbackAnswer.Error(StatusCodes.Status401Unauthorized, "InvalidSignature", $"The call is not accepted: {fault}.");
        }

        // A recorded heartbeat that is sent again proves no life: the time it was signed at counts.
        return await TakeAsync(request, DateTimeOffset.FromUnixTimeSeconds(request.SignedAt!.Value), cancellationToken);
    }

    /// <summary>Answers a call whose sender somebody else has verified.</summary>
    public Task<CallbackAnswer> AnswerTrustedAsync(CallbackRequest request, CancellationToken cancellationToken) =>
        TokenVault.IsId(request.Id) ? TakeAsync(request, time.GetUtcNow(), cancellationToken) : Task.FromResult(Unknown());

    private static CallbackAnswer Unknown() =>
        CallbackAnswer.Error(
            StatusCodes.Status404NotFound,
            "UnknownId",
            "There is no such hand-over: the id is wrong, or its time is long over."
        );

    private static CallbackAnswer Gone(Handover handover) =>
        CallbackAnswer.Error(
            StatusCodes.Status410Gone,
            "TaskClosed",
            handover.Outcome is { ByDispatcher: true } verdict
                ? $"The task was failed as {verdict.Error}: {verdict.Cause}"
                : "Step Functions no longer waits for this task: it timed out or its execution has ended. Stop working on it.",
            handover
        );

    private static CallbackAnswer Standing(Handover handover) =>
        handover.Outcome is { Refusal: { } refusal }
            ? Refused($"Step Functions refused the output, and the task is failed: {refusal}", handover)
            : handover.Report switch
            {
                ReportResult.Accepted => new CallbackAnswer
                {
                    Status = StatusCodes.Status200OK,
                    Handover = handover,
                    Result = "accepted",
                },
                ReportResult.Unconfirmed => new CallbackAnswer
                {
                    Status = StatusCodes.Status200OK,
                    Handover = handover,
                    Result = "unconfirmed",
                },
                ReportResult.Closed => Gone(handover),
                ReportResult.Refused => Refused($"Step Functions refused the outcome: {handover.Problem}", handover),
                _ => new CallbackAnswer
                {
                    Status = StatusCodes.Status202Accepted,
                    Handover = handover,
                    Result = "pending",
                },
            };

    private static CallbackAnswer Refused(string message, Handover handover) =>
        CallbackAnswer.Error(StatusCodes.Status422UnprocessableEntity, "Refused", message, handover);

    private Task<CallbackAnswer> TakeAsync(CallbackRequest request, DateTimeOffset said, CancellationToken cancellationToken) =>
        request.Verb is CallbackVerb.Heartbeat
            ? HeartbeatAsync(request, said, cancellationToken)
            : CompleteAsync(request, cancellationToken);

    private async Task<CallbackAnswer> CompleteAsync(CallbackRequest request, CancellationToken cancellationToken)
    {
        if (request.ReadOutcome(out var outcome) is { } fault)
        {
            return CallbackAnswer.Error(StatusCodes.Status400BadRequest, "InvalidBody", $"The call cannot be taken: {fault}.");
        }

        if (outcome!.Succeeded && await vault.FindAsync(request.Id, cancellationToken) is { } present)
        {
            await vault.KeepOutputAsync(present.Handover, outcome.Digest, request.Body, cancellationToken);
        }

        var mine = false;
        var late = false;
        var handover = await vault.ChangeAsync(
            request.Id,
            current =>
            {
                var isOpen = current.Stage is not HandoverStage.Done;
                mine = current.Outcome is null && isOpen;
                late = current.Outcome is null && !isOpen;
                return mine ? StepPlan.ClaimReport(current with { Outcome = outcome, Stage = HandoverStage.Reporting }, time.GetUtcNow())
                    : late ? current with { Outcome = outcome }
                    : null;
            },
            cancellationToken
        );
        if (handover is null)
        {
            return Unknown();
        }

        if (late)
        {
            LogLate(handover.Activity, handover.Id, request.Purpose);
        }

        if (!mine)
        {
            return handover.Outcome is null or { ByDispatcher: true } || handover.Report is ReportResult.Closed ? Gone(handover)
                : handover.Outcome.Succeeded == outcome.Succeeded && handover.Outcome.Digest == outcome.Digest ? Standing(handover)
                : CallbackAnswer.Error(
                    StatusCodes.Status409Conflict,
                    "OutcomeStands",
                    "Another outcome was told before, and it stands.",
                    handover
                );
        }

        LogOutcome(handover.Activity, handover.Id, request.Purpose);
        wakeups.Add(handover.Id, handover.Due);

        // From here on the outcome is in the vault: the caller's going away does not end the report.
        using var patience = new CancellationTokenSource(Patience, time);
        return Standing(await reporter.ReportAsync(handover, isUncertain: false, patience.Token));
    }

    private async Task<CallbackAnswer> HeartbeatAsync(CallbackRequest request, DateTimeOffset said, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var alive = said < now ? said : now;
        var isOpen = false;
        var handover = await vault.ChangeAsync(
            request.Id,
            current =>
            {
                isOpen = current.Outcome is null && current.Stage is not HandoverStage.Done;
                return isOpen && !(current.Alive >= alive) ? current with { Alive = alive } : null;
            },
            cancellationToken
        );
        if (handover is null)
        {
            return Unknown();
        }

        if (!isOpen)
        {
            return handover.Outcome is null or { ByDispatcher: true } ? Gone(handover) : Standing(handover);
        }

        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await tasks.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = handover.TaskToken }, patience.Token);
            return new CallbackAnswer
            {
                Status = StatusCodes.Status200OK,
                Handover = handover,
                Result = "accepted",
            };
        }
        catch (Exception exception) when (TaskAnswers.IsOver(exception))
        {
            return Gone(handover);
        }
        catch (Exception exception) when (exception is AwsException or OperationCanceledException)
        {
            LogBeatFailed(handover.Activity, handover.Id, exception.Message);
            return new CallbackAnswer
            {
                Status = StatusCodes.Status202Accepted,
                Handover = handover,
                Result = "pending",
            };
        }
    }

    private string? FindSignatureFault(CallbackRequest request, DispatchTarget target)
    {
        if (request.SignedAt is not { } timestamp || request.Signature is not { } signature)
        {
            return $"it needs the headers {RequestSignature.TimestampHeader} (seconds since 1970) and {RequestSignature.SignatureHeader}";
        }

        var window = settings.Callbacks.SignatureWindow;
        if ((time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(timestamp)).Duration() > window)
        {
            return $"its time stamp is more than {window.TotalSeconds:0} s away from the present time";
        }

        return RequestSignature.Verify(target.Secrets, signature, timestamp, request.Purpose, request.Id, request.Body.Span)
            ? null
            : "its signature does not match";
    }

    [LoggerMessage(LogLevel.Warning, "{Activity}: a callback for {Id} was turned away: {Fault}")]
    private partial void LogForged(string activity, string id, string fault);

    [LoggerMessage(LogLevel.Information, "{Activity}: the processor told the {Outcome} of {Id}")]
    private partial void LogOutcome(string activity, string id, string outcome);

    [LoggerMessage(
        LogLevel.Warning,
        "{Activity}: the processor told the {Outcome} of {Id} when its task was over; it is kept for the case that the state is tried again"
    )]
    private partial void LogLate(string activity, string id, string outcome);

    [LoggerMessage(LogLevel.Warning, "{Activity}: a processor's heartbeat for {Id} could not be passed on: {Reason}")]
    private partial void LogBeatFailed(string activity, string id, string reason);
}
