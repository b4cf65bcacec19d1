using System.Diagnostics;
using DispatchWorker.Vault;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.StepFunctions;
using Workers.Hosting;

namespace DispatchWorker.Pump;

/// <summary>Tells Step Functions how a job ended, and the vault what Step Functions said.</summary>
internal sealed partial class OutcomeReporter(
    IStepFunctionsTasks tasks,
    TokenVault vault,
    Wakeups wakeups,
    Reach reach,
    TaskCounters counters,
    TimeProvider time,
    ILogger<OutcomeReporter> logger
)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Reports once; an output that Step Functions refuses is followed at once by the failure <see cref="WorkerErrors.InvalidOutput"/>.
    /// </summary>
    /// <param name="handover">The hand-over, whose outcome is in the vault and whose report is claimed.</param>
    /// <param name="isUncertain">Whether a report before this one may have gone through although no answer came.</param>
    /// <param name="cancellationToken">Gives up this attempt.</param>
    /// <returns>The hand-over as it stands in the vault afterwards.</returns>
    public async Task<Handover> ReportAsync(Handover handover, bool isUncertain, CancellationToken cancellationToken)
    {
        using var span = JobTrace.Start($"report {handover.Activity}", ActivityKind.Internal, handover.TraceParent);
        var answer = await AskAsync(handover, isUncertain, cancellationToken);
        if (answer.Result is ReportResult.Refused && handover.Outcome!.TaskError is null)
        {
            // The task is still open: it is better failed by name than left to its time-out, after which the job would be done again.
            var refused = await RefuseAsync(handover, answer.Problem!);
            if (refused?.Outcome?.Refusal is null || refused.TaskToken != handover.TaskToken || refused.Stage is HandoverStage.Done)
            {
                // Somebody else has reported it, or a new attempt has come.
                return refused ?? handover;
            }

            handover = refused;
            answer = await AskAsync(handover, isUncertain: false, cancellationToken);
        }

        Count(handover, answer.Result);
        return await SettleAsync(handover, answer);
    }

    // Written before the failure is sent: whoever goes on after a crash must not take the answer to it for the success's.
    private Task<Handover?> RefuseAsync(Handover handover, string reason) =>
        vault.ChangeAsync(
            handover.Id,
            current =>
                current.TaskToken == handover.TaskToken && current.Stage is HandoverStage.Reporting && current.Outcome!.TaskError is null
                    ? StepPlan.ClaimReport(current with { Outcome = current.Outcome with { Refusal = reason } }, time.GetUtcNow())
                    : null,
            CancellationToken.None
        );

    private async Task<Answer> AskAsync(Handover handover, bool isUncertain, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(handover, cancellationToken);
            reach.Found();
            LogReported(handover.Activity, handover.Id, Word(handover));
            return new Answer(ReportResult.Accepted, isUncertain, null);
        }
        catch (Exception exception) when (TaskAnswers.IsOver(exception))
        {
            reach.Found();
            isUncertain |= ((AwsServiceException)exception).AfterUncertainAttempt;
            LogClosed(handover.Activity, handover.Id, Word(handover), ((AwsServiceException)exception).Code);
            return new Answer(isUncertain ? ReportResult.Unconfirmed : ReportResult.Closed, isUncertain, exception.Message);
        }
        catch (Exception exception) when (exception is InvalidOutputException or AwsServiceException { Code: "ValidationException" })
        {
            reach.Found();
            LogRefused(handover.Activity, handover.Id, Word(handover), exception.Message);
            return new Answer(ReportResult.Refused, isUncertain, exception.Message);
        }
        catch (Exception exception) when (exception is AwsException or OperationCanceledException)
        {
            reach.Lost();
            isUncertain |= exception is not AwsException { Kind: AwsErrorKind.Throttled or AwsErrorKind.Final };
            LogLater(handover.Activity, handover.Id, Word(handover), handover.Reports, exception.Message);
            return new Answer(ReportResult.None, isUncertain, exception.Message);
        }
    }

    private void Count(Handover handover, ReportResult result)
    {
        if (result is not ReportResult.None)
        {
            counters.ResultSent(
                handover.Activity,
                result switch
                {
                    ReportResult.Accepted => ResultOutcome.Accepted,
                    ReportResult.Refused => ResultOutcome.GivenUp,
                    _ => ResultOutcome.Closed,
                }
            );
        }
    }

    private async Task SendAsync(Handover handover, CancellationToken cancellationToken)
    {
        if (handover.Outcome!.TaskError is { } error)
        {
            var failure = new SendTaskFailureRequest
            {
                TaskToken = handover.TaskToken,
                Error = error,
                Cause = handover.Outcome.TaskCause,
            };
            await tasks.SendTaskFailureAsync(failure, cancellationToken);
            return;
        }

        var output =
            await vault.OutputAsync(handover, cancellationToken)
            ?? throw new InvalidOperationException($"The output of hand-over {handover.Id} has vanished from the vault.");
        var success = new SendTaskSuccessRequest { TaskToken = handover.TaskToken, Output = output };
        await tasks.SendTaskSuccessAsync(success, cancellationToken);
    }

    // Written whatever becomes of the caller: Step Functions has been asked.
    private async Task<Handover> SettleAsync(Handover handover, Answer answer)
    {
        var (result, isUncertain, problem) = answer;
        var pause = FirstPause * Math.Pow(2, Math.Clamp(handover.Reports - 1, 0, 10));
        var due = time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
        var settled = await vault.ChangeAsync(
            handover.Id,
            // A new attempt's token may have taken the place of the one that was reported.
            current =>
                current.TaskToken != handover.TaskToken || current.Stage is HandoverStage.Done ? null
                : result is ReportResult.None ? current with { UncertainReport = isUncertain, Problem = problem, Due = due }
                : current with { UncertainReport = isUncertain, Problem = problem, Report = result, Stage = HandoverStage.Done },
            CancellationToken.None
        );
        if (result is ReportResult.None)
        {
            wakeups.Add(handover.Id, due);
        }

        return settled ?? handover;
    }

    private static string Word(Handover handover) => handover.Outcome!.TaskError is { } error ? $"failure {error}" : "success";

    /// <summary>What Step Functions said to one report.</summary>
    /// <param name="Result">The answer.</param>
    /// <param name="IsUncertain">Whether this report or one before it may have gone through although no answer came.</param>
    /// <param name="Problem">What it said, if it was not accepted.</param>
    private readonly record struct Answer(ReportResult Result, bool IsUncertain, string? Problem);

    [LoggerMessage(LogLevel.Information, "{Activity}: {Id} ended in {Outcome}, and Step Functions knows")]
    private partial void LogReported(string activity, string id, string outcome);

    [LoggerMessage(
        LogLevel.Warning,
        "{Activity}: the {Outcome} of {Id} came too late: Step Functions answered {Code}. The task timed out, was closed by somebody else, or an earlier attempt went through"
    )]
    private partial void LogClosed(string activity, string id, string outcome, string code);

    [LoggerMessage(LogLevel.Error, "{Activity}: Step Functions refused the {Outcome} of {Id}: {Reason}")]
    private partial void LogRefused(string activity, string id, string outcome, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "{Activity}: the {Outcome} of {Id} is kept in the vault and reported later; attempt {Attempt} failed: {Reason}"
    )]
    private partial void LogLater(string activity, string id, string outcome, int attempt, string reason);
}
