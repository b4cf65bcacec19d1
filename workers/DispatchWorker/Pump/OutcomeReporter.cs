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
    TimeProvider time,
    ILogger<OutcomeReporter> logger
)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Reports once.</summary>
    /// <param name="handover">The hand-over, whose outcome is in the vault and whose report is claimed.</param>
    /// <param name="isUncertain">Whether a report before this one may have gone through although no answer came.</param>
    /// <param name="cancellationToken">Gives up this attempt.</param>
    /// <returns>The hand-over as it stands in the vault afterwards.</returns>
    public async Task<Handover> ReportAsync(Handover handover, bool isUncertain, CancellationToken cancellationToken)
    {
        var result = ReportResult.None;
        string? problem = null;
        using var span = JobTrace.Start($"report {handover.Activity}", ActivityKind.Internal, handover.TraceParent);
        try
        {
            await SendAsync(handover, cancellationToken);
            result = ReportResult.Accepted;
            LogReported(handover.Activity, handover.Id, Word(handover));
        }
        catch (Exception exception) when (exception is TaskTimedOutException or TaskDoesNotExistException)
        {
            isUncertain |= ((AwsServiceException)exception).AfterUncertainAttempt;
            result = isUncertain ? ReportResult.Unconfirmed : ReportResult.Closed;
            problem = exception.Message;
            LogClosed(handover.Activity, handover.Id, Word(handover), ((AwsServiceException)exception).Code);
        }
        catch (Exception exception)
            when (exception is InvalidTokenException or InvalidOutputException or AwsServiceException { Code: "ValidationException" })
        {
            result = ReportResult.Refused;
            problem = exception.Message;
            LogRefused(handover.Activity, handover.Id, Word(handover), exception.Message);
        }
        catch (Exception exception) when (exception is AwsException or OperationCanceledException)
        {
            isUncertain |= exception is not AwsException { Kind: AwsErrorKind.Throttled or AwsErrorKind.Final };
            problem = exception.Message;
            LogLater(handover.Activity, handover.Id, Word(handover), handover.Reports, exception.Message);
        }

        Note(result);
        return await SettleAsync(handover, result, isUncertain, problem);
    }

    private void Note(ReportResult result)
    {
        if (result is ReportResult.None)
        {
            reach.Lost();
        }
        else
        {
            reach.Found();
        }
    }

    private async Task SendAsync(Handover handover, CancellationToken cancellationToken)
    {
        if (!handover.Outcome!.Succeeded)
        {
            var failure = new SendTaskFailureRequest
            {
                TaskToken = handover.TaskToken,
                Error = handover.Outcome.Error,
                Cause = handover.Outcome.Cause,
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
    private async Task<Handover> SettleAsync(Handover handover, ReportResult result, bool isUncertain, string? problem)
    {
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

    private static string Word(Handover handover) => handover.Outcome!.Succeeded ? "success" : $"failure {handover.Outcome.Error}";

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
