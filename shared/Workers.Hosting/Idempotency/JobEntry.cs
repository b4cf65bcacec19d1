using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Shutdown;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Idempotency;

/// <summary>The way into a job: it is taken, waited for while another attempt has it, or answered with what an earlier one left.</summary>
internal sealed partial class JobEntry(ClaimBreaker breaker, WorkerClock clock, Jitter jitter, ShutdownState shutdown, ILogger logger)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(20);

    /// <returns>The job's outcome, or <see langword="null"/> when it has to be run.</returns>
    public async Task<JobOutcome?> EnterAsync(Job job, JobClaim claim)
    {
        var looks = 0;
        var failures = 0;
        var isTroubled = false;
        while (true)
        {
            TimeSpan pause;
            var started = clock.Now;
            try
            {
                var found = await claim.TryTakeAsync(job.Lease.Token);
                breaker.Store.Answered(job.Source.Name, isTroubled);
                (failures, isTroubled) = (0, false);
                if (found is not var (record, stored))
                {
                    return null;
                }

                if (Answer(job, claim, record) is { } answer)
                {
                    return answer;
                }

                if (record.State is IdempotencyState.HandedOver && await claim.TryReplaceAsync(stored, job.Lease.Token))
                {
                    return null;
                }

                if (looks++ == 0)
                {
                    job.Source.MetRecord("waited");
                    LogWaiting(job.Source.Name, job.Context.JobId, record.Owner, record.At, stored.Expires);
                }

                pause = UntilNextLook(stored, looks);
            }
            catch (Exception exception) when (!job.Lease.Token.IsCancellationRequested)
            {
                // Nobody knows whether the job was done, so it is not done again. Its slot stays taken, and with it the worker takes no more than
                // it can look after.
                // An answer that cannot be read is one: a spoilt record holds up its own job only.
                var isAnswer = exception is InvalidDataException;
                if (isAnswer)
                {
                    breaker.Store.Answered(job.Source.Name, isTroubled);
                }
                else
                {
                    breaker.Store.Failed(job.Source.Name, isFirst: !isTroubled, started, exception.Message);
                }

                isTroubled = !isAnswer;
                pause = jitter.Backoff(FirstRetry, LongestRetry, ++failures);
                LogUnknown(job.Source.Name, job.Context.JobId, pause.TotalSeconds, exception.Message);
            }
            catch (Exception)
            {
                return NotStarted(isTroubled);
            }

            if (!await PauseAsync(job, pause))
            {
                return NotStarted(isTroubled);
            }
        }
    }

    private JobOutcome? Answer(Job job, JobClaim claim, IdempotencyRecord record)
    {
        if (record.Input != claim.Input)
        {
            job.Source.MetRecord("conflict");
            LogConflict(job.Source.Name, job.Context.JobId, record.Owner, record.At);
            return JobOutcome.Failed(
                WorkerErrors.IdempotencyConflict,
                $"Another job came with the same idempotency key and another input ({record.Owner}, {record.At:O}). Iterations of a Map need "
                    + "job.mapPath in their envelope, and the input must be the same for each attempt: keep the task token, the retry count and "
                    + "the time out of it."
            );
        }

        if (record.State is IdempotencyState.Succeeded)
        {
            Replayed(job, record);
            return JobOutcome.Succeeded(record.Output);
        }

        if (record.State is IdempotencyState.HandedOver && record.Token == JobNaming.HashOf(job.TaskToken))
        {
            Replayed(job, record);
            return JobOutcome.HandedOver();
        }

        return null;
    }

    private void Replayed(Job job, IdempotencyRecord record)
    {
        job.Source.MetRecord("replayed");
        Activity.Current?.SetTag("workers.job.replayed", true);
        LogReplayed(job.Source.Name, job.Context.JobId, record.State, record.Owner, record.At);
    }

    private TimeSpan UntilNextLook(StoredRecord stored, int looks)
    {
        var pause = jitter.Backoff(FirstLook, LongestLook, looks);
        var left = stored.Expires is { } end ? clock.Until(end) : TimeSpan.Zero;
        return left > TimeSpan.Zero && left < pause ? left : pause;
    }

    // Its lease is kept meanwhile. A lost lease and a stop end the waiting; a job that has not begun is best given back at once.
    private async Task<bool> PauseAsync(Job job, TimeSpan pause)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(job.Lease.Token, shutdown.Stopping);
        try
        {
            await Task.Delay(pause, clock.Time, end.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private JobOutcome NotStarted(bool isTroubled)
    {
        if (isTroubled)
        {
            breaker.Store.GivenUp();
        }

        return JobOutcome.Released("The worker stopped before the job was begun.");
    }

    [LoggerMessage(
        LogLevel.Information,
        "{Source}: job {JobId} waits in its slot: another attempt ({Owner}, {At}) works on it, or has died; in the latter case its record expires at {Expires}"
    )]
    private partial void LogWaiting(string source, string jobId, string owner, DateTimeOffset at, DateTimeOffset? expires);

    [LoggerMessage(
        LogLevel.Error,
        "{Source}: whether job {JobId} was done before is not known, because the record store cannot be asked; it is not started and asks again in {Seconds:0.0} s: {Reason}"
    )]
    private partial void LogUnknown(string source, string jobId, double seconds, string reason);

    [LoggerMessage(
        LogLevel.Error,
        "{Source}: job {JobId} is failed as Worker.IdempotencyConflict: another input came under the same name ({Owner}, {At})"
    )]
    private partial void LogConflict(string source, string jobId, string owner, DateTimeOffset at);

    [LoggerMessage(LogLevel.Information, "{Source}: job {JobId} was done before ({State} by {Owner}, {At}); it is answered without a run")]
    private partial void LogReplayed(string source, string jobId, IdempotencyState state, string owner, DateTimeOffset at);
}
