using Microsoft.Extensions.Logging;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;

namespace Workers.Hosting.Idempotency;

/// <summary>Keeps the in-progress record of a job that runs.</summary>
internal sealed partial class ClaimKeeper(WorkerClock clock, Jitter jitter, ILogger logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    /// <summary>Renews the record until the job has ended.</summary>
    /// <returns><see langword="false"/> when another attempt has taken the job over.</returns>
    public async Task<bool> KeepAsync(Job job, JobClaim claim, CancellationToken ended)
    {
        var pause = claim.Hold / 3;
        var failures = 0;
        while (true)
        {
            try
            {
                await Task.Delay(pause, clock.Time, ended);
                if (!await claim.TryRenewAsync(ended))
                {
                    return false;
                }

                pause = claim.Hold / 3;
                failures = 0;
            }
            catch (Exception) when (ended.IsCancellationRequested)
            {
                return true;
            }
            catch (Exception exception)
            {
                // The handler goes on: while its lease lives there is nobody else, and if there was, its result will be refused.
                pause = jitter.Backoff(FirstRetry, claim.Hold / 3, ++failures);
                LogNotRenewed(job.Source.Name, job.Context.JobId, pause.TotalSeconds, exception.Message);
            }
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: the in-progress record of job {JobId} could not be renewed, another attempt follows in {Seconds:0.0} s: {Reason}"
    )]
    private partial void LogNotRenewed(string source, string jobId, double seconds, string reason);
}
