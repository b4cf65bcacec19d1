using DispatchWorker.Pump;
using DispatchWorker.Vault;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.StepFunctions;
using Workers.Hosting.Stores;

namespace DispatchWorker.Nudges;

/// <summary>Writes a task that was taken into the vault, and keeps it alive for as long as that takes.</summary>
internal sealed partial class TaskKeeper(
    IStepFunctionsTasks tasks,
    TokenVault vault,
    StoreGate gate,
    Wakeups wakeups,
    TimeProvider time,
    ILogger<TaskKeeper> logger
)
{
    private const int KeepAttempts = 6;

    // Whoever else writes the job's hand-over does it a few times only: a claim, its result, an outcome.
    private const int MostConflicts = 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(10);

    // Longer than a poll: one that was open when the vault went away does not bring the task back here once it was given back.
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(90);

    /// <summary>Writes a task into the vault.</summary>
    /// <param name="fresh">
    /// What to write, under one id for all attempts: a write that seems to fail may go through, and one token under two ids would be one job
    /// done twice.
    /// </param>
    /// <param name="input">The job's input.</param>
    /// <param name="stopping">Cancelled when the dispatcher stops: the vault's return is not waited for any more.</param>
    /// <returns>Whether nothing is left to do; <see langword="false"/> when the task is to be given back.</returns>
    public async Task<bool> KeepAsync(Handover fresh, ReadOnlyMemory<byte> input, CancellationToken stopping)
    {
        using var end = new CancellationTokenSource(HoldOf(fresh), time);
        using var done = new CancellationTokenSource();
        using var closed = new CancellationTokenSource();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(end.Token, closed.Token);
        var beats = BeatAsync(fresh, closed.CancelAsync, done.Token);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    using var patience = new CancellationTokenSource(LongestAttempt, time);
                    var handover = await KeepOnceAsync(fresh, input, patience.Token);
                    LogTaken(fresh.Activity, handover.Id, handover.Execution, handover.Attempt);
                    wakeups.Add(handover.Id, time.GetUtcNow());
                    return true;
                }
                catch (Exception exception)
                {
                    // Step Functions, and writers who are always faster, are not the store.
                    if (exception is not (AwsException or InvalidOperationException))
                    {
                        gate.Failed(exception);
                    }

                    LogNotKept(fresh.Activity, attempt, exception.Message);
                    if (attempt < KeepAttempts && await PauseAsync(attempt, over.Token, stopping))
                    {
                        continue;
                    }

                    if (closed.IsCancellationRequested)
                    {
                        LogOver(fresh.Activity);
                        return true;
                    }

                    LogGivenBack(exception, fresh.Activity);
                    return false;
                }
            }
        }
        finally
        {
            await done.CancelAsync();
            await beats;
        }
    }

    // The processor is to have at least half of its time.
    private static TimeSpan HoldOf(Handover fresh)
    {
        var half = (fresh.Deadline - fresh.Taken) / 2;
        return half < LongestHold ? half : LongestHold;
    }

    private async Task<bool> PauseAsync(int attempt, CancellationToken over, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(FirstPause * Math.Pow(2, attempt - 1), time, over);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(over, stopping);
            await gate.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // A stop leaves the few seconds that the pauses take.
        }

        return !over.IsCancellationRequested;
    }

    private async Task BeatAsync(Handover fresh, Func<Task> over, CancellationToken done)
    {
        while (fresh.NextBeat is not null)
        {
            await Task.Delay(StepPlan.BeatInterval(fresh), time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await tasks.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = fresh.TaskToken }, done);
            }
            catch (Exception exception) when (TaskAnswers.IsOver(exception))
            {
                await over();
                return;
            }
            catch (OperationCanceledException) when (done.IsCancellationRequested)
            {
                return;
            }
            catch (AwsException exception)
            {
                LogBeatFailed(fresh.Activity, exception.Message);
            }
        }
    }

    private async Task<Handover> KeepOnceAsync(Handover fresh, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var conflicts = 0;
        while (fresh.JobKey is { } key && await vault.FindByJobAsync(fresh.Activity, key, cancellationToken) is { } earlier)
        {
            if (earlier.Handover.TaskToken == fresh.TaskToken)
            {
                // A write that seemed to fail had gone through.
                return earlier.Handover;
            }

            if (!await CanBeContinuedAsync(earlier.Handover, cancellationToken))
            {
                break;
            }

            var continued = Continue(earlier.Handover, fresh);
            if (await vault.ReplaceAsync(continued, earlier.Version, input, cancellationToken))
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

        await vault.AddAsync(fresh, input, cancellationToken);
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
    private async Task<bool> CanBeContinuedAsync(Handover earlier, CancellationToken cancellationToken) =>
        earlier.Outcome is null or { Succeeded: true }
        && earlier.Report is not (ReportResult.Accepted or ReportResult.Refused)
        && !await IsAliveAsync(earlier, cancellationToken);

    // Two live tokens with one key are two jobs, whatever their state machine says (a Map that passes no mapPath).
    private async Task<bool> IsAliveAsync(Handover handover, CancellationToken cancellationToken)
    {
        if (handover.Report is ReportResult.Closed or ReportResult.Unconfirmed)
        {
            return false;
        }

        try
        {
            await tasks.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = handover.TaskToken }, cancellationToken);
            return true;
        }
        catch (Exception exception) when (TaskAnswers.IsOver(exception))
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Activity}: took a task as {Id} for execution {Execution}, attempt {Attempt}")]
    private partial void LogTaken(string activity, string id, string? execution, int attempt);

    [LoggerMessage(LogLevel.Warning, "{Activity}: attempt {Attempt} to write a task into the vault failed: {Reason}")]
    private partial void LogNotKept(string activity, int attempt, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "{Activity}: a heartbeat for a task that is not in the vault yet failed, the next one follows: {Reason}"
    )]
    private partial void LogBeatFailed(string activity, string reason);

    [LoggerMessage(LogLevel.Warning, "{Activity}: a task could not be written into the vault before it was over; nobody waits for it")]
    private partial void LogOver(string activity);

    [LoggerMessage(
        LogLevel.Error,
        "{Activity}: a task could not be written into the vault; it is failed as Dispatch.VaultUnavailable, for its state to retry"
    )]
    private partial void LogGivenBack(Exception exception, string activity);
}
