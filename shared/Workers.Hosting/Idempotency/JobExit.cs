using Microsoft.Extensions.Logging;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Shutdown;

namespace Workers.Hosting.Idempotency;

/// <summary>The way out of a job: its result is stored, or the job is let go.</summary>
internal sealed partial class JobExit(TimeSpan expiry, WorkerClock clock, Jitter jitter, ShutdownState shutdown, ILogger logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <summary>Writes down how the job ended, before anybody is told.</summary>
    /// <returns><see langword="false"/> when another attempt has taken the job over.</returns>
    public Task<bool> LeaveAsync(Job job, JobClaim claim, JobOutcome outcome) =>
        outcome.Kind is JobOutcomeKind.Succeeded or JobOutcomeKind.HandedOver ? StoreAsync(job, claim, outcome) : ReleaseAsync(job, claim);

    private async Task<bool> StoreAsync(Job job, JobClaim claim, JobOutcome outcome)
    {
        var (state, token) =
            outcome.Kind is JobOutcomeKind.HandedOver
                ? (IdempotencyState.HandedOver, JobNaming.HashOf(job.TaskToken))
                : (IdempotencyState.Succeeded, null);
        var until = clock.Now + claim.Hold;
        for (var attempt = 1; ; attempt++)
        {
            var pause = jitter.Backoff(FirstRetry, LongestRetry, attempt);
            try
            {
                return await claim.TryFinishAsync(state, outcome.Output, token, expiry, shutdown.ReportsEnd);
            }
            catch (Exception exception)
            {
                if (clock.Now + pause > until || shutdown.ReportsEnd.IsCancellationRequested)
                {
                    // Reported nonetheless: a result that arrives closes the task, and one that is kept back would have to be made again.
                    LogNotStored(job.Source.Name, job.Context.JobId, attempt, exception.Message);
                    return true;
                }

                LogStoredAgain(job.Source.Name, job.Context.JobId, attempt, exception.Message);
            }

            await Task.Delay(pause, clock.Time, shutdown.ReportsEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Failures are not stored: a retry and a redriven execution come under the same name, and are meant to try again.
    private async Task<bool> ReleaseAsync(Job job, JobClaim claim)
    {
        try
        {
            return await claim.TryReleaseAsync(shutdown.ReportsEnd);
        }
        catch (Exception exception)
        {
            LogNotReleased(job.Source.Name, job.Context.JobId, claim.Hold.TotalSeconds, exception.Message);
            return true;
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: attempt {Attempt} to store the result of job {JobId} failed, another one follows: {Reason}"
    )]
    private partial void LogStoredAgain(string source, string jobId, int attempt, string reason);

    [LoggerMessage(
        LogLevel.Error,
        "{Source}: the result of job {JobId} could not be stored in {Attempts} attempts and is reported without; if the report does not arrive, another attempt does the job again: {Reason}"
    )]
    private partial void LogNotStored(string source, string jobId, int attempts, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: the in-progress record of job {JobId} could not be removed; another attempt waits until it expires, at most {Seconds:0} s: {Reason}"
    )]
    private partial void LogNotReleased(string source, string jobId, double seconds, string reason);
}
