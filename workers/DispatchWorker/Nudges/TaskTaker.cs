using System.Diagnostics;
using System.Text.Json;
using DispatchWorker.Pump;
using DispatchWorker.Settings;
using DispatchWorker.Vault;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.StepFunctions;
using Workers.Hosting;

namespace DispatchWorker.Nudges;

/// <summary>Takes a task from its activity into the vault. Only then is anything sent to anybody.</summary>
internal sealed partial class TaskTaker(
    IStepFunctionsTasks tasks,
    TokenVault vault,
    Wakeups wakeups,
    TimeProvider time,
    ILogger<TaskTaker> logger
)
{
    private const int KeepAttempts = 6;

    // Whoever else writes the job's hand-over does it a few times only: a claim, its result, an outcome.
    private const int MostConflicts = 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Polls the activity once, for at most 60 s.</summary>
    /// <returns>Whether a task came.</returns>
    /// <exception cref="AwsException">The activity could not be polled.</exception>
    public async Task<bool> TakeAsync(DispatchTarget target)
    {
        // Never cancelled: AWS hands a task out once, and what a cut-off poll was about to bring would be lost.
        var request = new GetActivityTaskRequest { ActivityArn = target.ActivityArn, WorkerName = target.WorkerName };
        var task = await tasks.GetActivityTaskAsync(request, CancellationToken.None);
        if (task is null || string.IsNullOrEmpty(task.TaskToken))
        {
            return false;
        }

        JobEnvelope envelope;
        try
        {
            envelope = JobEnvelope.Parse(task.Input);
        }
        catch (JsonException exception)
        {
            LogUnreadable(target.Name, exception.Message);
            await FailAsync(target, task.TaskToken, WorkerErrors.InvalidInput, $"The input cannot be read: {exception.Message}.");
            return true;
        }

        using var span = JobTrace.Start($"take {target.Name}", ActivityKind.Consumer, envelope.TraceParent);
        await KeepAsync(target, task.TaskToken, envelope);
        return true;
    }

    private async Task KeepAsync(DispatchTarget target, string token, JobEnvelope envelope)
    {
        // One id for all attempts: a write that seems to fail may go through, and one token under two ids would be one job done twice.
        var fresh = Fresh(target, token, envelope);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var handover = await KeepOnceAsync(fresh, envelope.Input);
                LogTaken(target.Name, handover.Id, handover.Execution, handover.Attempt);
                wakeups.Add(handover.Id, time.GetUtcNow());
                return;
            }
            catch (Exception exception) when (attempt < KeepAttempts)
            {
                LogNotKept(target.Name, attempt, exception.Message);
            }
            catch (Exception exception)
            {
                LogGivenBack(exception, target.Name);
                await FailAsync(
                    target,
                    token,
                    DispatchErrors.VaultUnavailable,
                    "The task could not be written into the vault and was not handed to anybody."
                );
                return;
            }

            await Task.Delay(FirstPause * Math.Pow(2, attempt - 1), time, CancellationToken.None);
        }
    }

    private Handover Fresh(DispatchTarget target, string token, JobEnvelope envelope)
    {
        var now = time.GetUtcNow();
        var heartbeat = envelope.HeartbeatSeconds ?? target.Heartbeat.TotalSeconds;
        return new Handover
        {
            Id = TokenVault.NewId(),
            Activity = target.Name,
            TaskToken = token,
            JobKey = envelope.IdempotencyKey,
            Execution = envelope.Execution,
            State = envelope.State,
            Attempt = envelope.Attempt ?? 0,
            TraceParent = envelope.TraceParent,
            HeartbeatSeconds = heartbeat,
            Taken = now,
            Deadline = now + target.Deadline,
            Due = now,
            NextBeat = heartbeat > 0 ? now + TimeSpan.FromSeconds(heartbeat / 3) : null,
        };
    }

    private async Task<Handover> KeepOnceAsync(Handover fresh, ReadOnlyMemory<byte> input)
    {
        var conflicts = 0;
        while (fresh.JobKey is { } key && await vault.FindByJobAsync(fresh.Activity, key, CancellationToken.None) is { } earlier)
        {
            if (earlier.Handover.TaskToken == fresh.TaskToken)
            {
                // A write that seemed to fail had gone through.
                return earlier.Handover;
            }

            if (!await CanBeContinuedAsync(earlier.Handover))
            {
                break;
            }

            var continued = Continue(earlier.Handover, fresh);
            if (await vault.ReplaceAsync(continued, earlier.Version, input, CancellationToken.None))
            {
                return continued;
            }

            // The pump closed it, or an outcome came: the job is the same one nonetheless, and must not get a second id.
            if (++conflicts == MostConflicts)
            {
                throw new InvalidOperationException(
                    $"Hand-over {earlier.Handover.Id} is written by so many at once that {MostConflicts} attempts were in vain."
                );
            }
        }

        await vault.AddAsync(fresh, input, CancellationToken.None);
        return fresh;
    }

    private static Handover Continue(Handover earlier, Handover fresh) =>
        fresh with
        {
            Id = earlier.Id,
            Outcome = earlier.Outcome,
            Stage = earlier.Outcome is null ? HandoverStage.Sending : HandoverStage.Reporting,
        };

    /// <summary>
    /// Whether it is a retried attempt of a job whose processor has not answered, or whose answer Step Functions did not get: then the new token
    /// takes the dead one's place under the same id, so that the processor does the job once, and an answer that it gave meanwhile counts.
    /// </summary>
    private async Task<bool> CanBeContinuedAsync(Handover earlier) =>
        earlier.Outcome is null or { Succeeded: true }
        && earlier.Report is not (ReportResult.Accepted or ReportResult.Refused)
        && !await IsAliveAsync(earlier);

    // Two live tokens with one key are two jobs, whatever their state machine says (a Map that passes no mapPath).
    private async Task<bool> IsAliveAsync(Handover handover)
    {
        if (handover.Report is ReportResult.Closed or ReportResult.Unconfirmed)
        {
            return false;
        }

        try
        {
            await tasks.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = handover.TaskToken }, CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (exception is TaskTimedOutException or TaskDoesNotExistException or InvalidTokenException)
        {
            return false;
        }
    }

    private async Task FailAsync(DispatchTarget target, string token, string error, string cause)
    {
        try
        {
            var request = new SendTaskFailureRequest
            {
                TaskToken = token,
                Error = error,
                Cause = cause,
            };
            await tasks.SendTaskFailureAsync(request, CancellationToken.None);
        }
        catch (AwsException exception)
        {
            LogNotFailed(target.Name, error, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Activity}: took a task as {Id} for execution {Execution}, attempt {Attempt}")]
    private partial void LogTaken(string activity, string id, string? execution, int attempt);

    [LoggerMessage(LogLevel.Error, "{Activity}: a task's input cannot be read: {Problem}. The task is failed as Worker.InvalidInput")]
    private partial void LogUnreadable(string activity, string problem);

    [LoggerMessage(LogLevel.Warning, "{Activity}: attempt {Attempt} to write a task into the vault failed, another one follows: {Reason}")]
    private partial void LogNotKept(string activity, int attempt, string reason);

    [LoggerMessage(
        LogLevel.Error,
        "{Activity}: a task could not be written into the vault; it is failed as Dispatch.VaultUnavailable, for its state to retry"
    )]
    private partial void LogGivenBack(Exception exception, string activity);

    [LoggerMessage(LogLevel.Error, "{Activity}: a task could not be failed as {Error}; its state's time-out takes over: {Reason}")]
    private partial void LogNotFailed(string activity, string error, string reason);
}
