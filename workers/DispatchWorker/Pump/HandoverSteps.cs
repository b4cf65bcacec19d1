using System.Diagnostics;
using DispatchWorker.Processors;
using DispatchWorker.Settings;
using DispatchWorker.Vault;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.StepFunctions;
using Workers.Hosting;

namespace DispatchWorker.Pump;

/// <summary>Does what a hand-over needs, after it has claimed it in the vault.</summary>
internal sealed partial class HandoverSteps(
    DispatchSettings settings,
    TokenVault vault,
    Wakeups wakeups,
    IEnumerable<IProcessor> processors,
    IStepFunctionsTasks tasks,
    OutcomeReporter reporter,
    Reach reach,
    TimeProvider time,
    ILogger<HandoverSteps> logger
)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ProcessorKind, IProcessor> _processors = processors.ToDictionary(processor => processor.Kind);

    /// <summary>Does the next step, if there is one.</summary>
    public async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        if (await vault.FindAsync(id, cancellationToken) is not { } stored || settings.Find(stored.Handover.Activity) is not { } target)
        {
            return;
        }

        var now = time.GetUtcNow();
        var (step, claimed) = StepPlan.Next(stored.Handover, target, now);
        if (step is Step.Wait)
        {
            WakeLater(claimed, target);
            return;
        }

        if (OthersTurnUntil(stored.Handover, step) is { } turn && now < turn)
        {
            wakeups.Add(id, turn);
            return;
        }

        if (!await vault.TryWriteAsync(claimed, stored.Version, cancellationToken))
        {
            // Somebody else was faster, with this step or with another one: see what is left.
            wakeups.Add(id, time.GetUtcNow());
            return;
        }

        // Heartbeats go on while the step is under way.
        WakeLater(claimed, target);
        await (
            step switch
            {
                Step.Beat => BeatAsync(claimed, cancellationToken),
                Step.Send => SendAsync(claimed, target),
                _ => reporter.ReportAsync(claimed, stored.Handover.UncertainReport, CancellationToken.None),
            }
        );
    }

    private DateTimeOffset? OthersTurnUntil(Handover handover, Step step) =>
        step switch
        {
            Step.Beat => handover.NextBeat + reach.Courtesy(StepPlan.BeatInterval(handover)),
            Step.Report when handover.Stage is HandoverStage.Reporting => handover.Due + reach.Courtesy(StepPlan.ReportClaim),
            _ => null,
        };

    private async Task BeatAsync(Handover handover, CancellationToken cancellationToken)
    {
        // One that hangs is given up well before the next one is due, so that somebody else makes that.
        using var end = new CancellationTokenSource(StepPlan.BeatInterval(handover) / 2, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            await tasks.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = handover.TaskToken }, either.Token);
            reach.Found();
        }
        catch (Exception exception) when (TaskAnswers.IsOver(exception))
        {
            reach.Found();
            LogClosed(handover.Activity, handover.Id, ((AwsServiceException)exception).Code);
            await CloseAsync(handover, ((AwsServiceException)exception).Code);
        }
        catch (Exception exception)
            when (exception is AwsException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            reach.Lost();
            LogBeatFailed(handover.Activity, handover.Id, exception.Message);
        }
    }

    private async Task CloseAsync(Handover handover, string code) =>
        await vault.ChangeAsync(
            handover.Id,
            current =>
                current.TaskToken == handover.TaskToken && current.Outcome is null && current.Stage is not HandoverStage.Done
                    ? current with
                    {
                        Stage = HandoverStage.Done,
                        Report = ReportResult.Closed,
                        Problem = code,
                    }
                    : null,
            CancellationToken.None
        );

    private async Task SendAsync(Handover handover, DispatchTarget target)
    {
        Exception problem;
        using var span = JobTrace.Start($"send {handover.Activity}", ActivityKind.Producer, handover.TraceParent);
        using var end = new CancellationTokenSource(target.HandoverTimeout, time);
        try
        {
            var input =
                await vault.InputAsync(handover, end.Token)
                ?? throw new HandoverRefusedException("The job's input has vanished from the vault.");
            var body = HandoverMessage.Write(handover, input, settings.Callbacks.PublicUrl);
            await _processors[target.Kind].SendAsync(target, handover, body, end.Token);
            LogSent(handover.Activity, handover.Id, target.Kind, handover.Deliveries);
            await SettleAsync(
                handover,
                target,
                current => current with { Stage = HandoverStage.Waiting, Alive = time.GetUtcNow(), Problem = null }
            );
            return;
        }
        catch (HandoverRefusedException exception)
        {
            LogRefused(handover.Activity, handover.Id, exception.Message);
            var outcome = new Outcome
            {
                Succeeded = false,
                Error = DispatchErrors.HandoverRefused,
                Cause = exception.Message,
                ByDispatcher = true,
            };
            await SettleAsync(
                handover,
                target,
                current => current with { Outcome = outcome, Stage = HandoverStage.Reporting, Due = time.GetUtcNow() }
            );
            return;
        }
        catch (OperationCanceledException exception) when (end.IsCancellationRequested)
        {
            problem = new HandoverException($"It took longer than {target.HandoverTimeout.TotalSeconds:0} s.", exception);
        }
        catch (HandoverException exception)
        {
            problem = exception;
        }

        var pause = FirstPause * Math.Pow(2, Math.Clamp(handover.Deliveries - 1, 0, 10));
        var due = time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
        LogSendFailed(handover.Activity, handover.Id, handover.Deliveries, problem.Message);
        await SettleAsync(handover, target, current => current with { Due = due, Problem = problem.Message });
    }

    // An outcome, or a new attempt's token, may have come in while the hand-over was under way: then that counts.
    private async Task SettleAsync(Handover handover, DispatchTarget target, Func<Handover, Handover> change)
    {
        var settled = await vault.ChangeAsync(
            handover.Id,
            current => current.TaskToken == handover.TaskToken && current.Stage is HandoverStage.Sending ? change(current) : null,
            CancellationToken.None
        );
        if (settled is not null)
        {
            WakeLater(settled, target);
        }
    }

    private void WakeLater(Handover handover, DispatchTarget target)
    {
        if (StepPlan.Wake(handover, target) is { } wake)
        {
            wakeups.Add(handover.Id, wake);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Activity}: handed {Id} to the {Kind} in attempt {Attempt}")]
    private partial void LogSent(string activity, string id, ProcessorKind kind, int attempt);

    [LoggerMessage(LogLevel.Warning, "{Activity}: attempt {Attempt} to hand {Id} over failed, another one follows: {Reason}")]
    private partial void LogSendFailed(string activity, string id, int attempt, string reason);

    [LoggerMessage(LogLevel.Error, "{Activity}: {Id} was refused, and its task is failed as Dispatch.HandoverRefused: {Reason}")]
    private partial void LogRefused(string activity, string id, string reason);

    [LoggerMessage(LogLevel.Warning, "{Activity}: Step Functions no longer waits for {Id} ({Code})")]
    private partial void LogClosed(string activity, string id, string code);

    [LoggerMessage(LogLevel.Warning, "{Activity}: a heartbeat for {Id} failed, the next one follows: {Reason}")]
    private partial void LogBeatFailed(string activity, string id, string reason);
}
