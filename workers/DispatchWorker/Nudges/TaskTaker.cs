using System.Diagnostics;
using System.Text.Json;
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
    TaskKeeper keeper,
    TaskCounters counters,
    TimeProvider time,
    ILogger<TaskTaker> logger
)
{
    /// <summary>Polls the activity once, for at most 60 s.</summary>
    /// <param name="target">The activity.</param>
    /// <param name="stopping">Cancelled when the dispatcher stops: a task that the vault does not take is not held for long any more.</param>
    /// <returns>Whether a task came.</returns>
    /// <exception cref="AwsException">The activity could not be polled.</exception>
    public async Task<bool> TakeAsync(DispatchTarget target, CancellationToken stopping)
    {
        var task = await PollAsync(target);
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
        if (!await keeper.KeepAsync(Fresh(target, task.TaskToken, envelope), envelope.Input, stopping))
        {
            await FailAsync(
                target,
                task.TaskToken,
                DispatchErrors.VaultUnavailable,
                "The task could not be written into the vault and was not handed to anybody."
            );
        }

        return true;
    }

    private async Task<ActivityTask?> PollAsync(DispatchTarget target)
    {
        try
        {
            // Never cancelled: AWS hands a task out once, and what a cut-off poll was about to bring would be lost.
            var request = new GetActivityTaskRequest { ActivityArn = target.ActivityArn, WorkerName = target.WorkerName };
            var task = await tasks.GetActivityTaskAsync(request, CancellationToken.None);
            counters.Polled(target.Name, target.ActivityArn, hasTask: !string.IsNullOrEmpty(task?.TaskToken));
            return task;
        }
        catch (AwsException)
        {
            counters.PollFailed(target.Name);
            throw;
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
            counters.ResultSent(target.Name, ResultOutcome.Accepted);
        }
        catch (AwsException exception)
        {
            var isClosed = exception is TaskTimedOutException or TaskDoesNotExistException;
            counters.ResultSent(target.Name, isClosed ? ResultOutcome.Closed : ResultOutcome.GivenUp);
            LogNotFailed(target.Name, error, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Activity}: a task's input cannot be read: {Problem}. The task is failed as Worker.InvalidInput")]
    private partial void LogUnreadable(string activity, string problem);

    [LoggerMessage(LogLevel.Error, "{Activity}: a task could not be failed as {Error}; its state's time-out takes over: {Reason}")]
    private partial void LogNotFailed(string activity, string error, string reason);
}
