using Microsoft.Extensions.Logging;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Settings;
using Workers.Hosting.Shutdown;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Idempotency;

/// <summary>A call of <c>AddIdempotency</c>.</summary>
internal sealed record IdempotencyRegistration(Action<IdempotencyOptions>? Configure);

/// <summary>
/// Lets one attempt of a job run at a time, and none after one has succeeded. Whoever comes second waits within its slot, under its own lease:
/// that costs neither a receive nor a retry, and a state machine need not know of it.
/// </summary>
internal sealed partial class IdempotencyGuard(
    IRecordStore store,
    ClaimBreaker breaker,
    WorkerSettings settings,
    LeaseKeeper leases,
    WorkerClock clock,
    Jitter jitter,
    ShutdownState shutdown,
    ILogger<IdempotencyGuard> logger
)
{
    private static readonly TimeSpan ShortestHold = TimeSpan.FromSeconds(10);
    private readonly TimeSpan _hold = TimeSpan.FromSeconds(settings.Idempotency!.InProgressSeconds);
    private readonly JobEntry _entry = new(breaker, clock, jitter, shutdown, logger);
    private readonly ClaimKeeper _keeper = new(clock, jitter, logger);
    private readonly JobExit _exit = new(TimeSpan.FromDays(settings.Idempotency!.ExpiryDays), clock, jitter, shutdown, logger);

    /// <summary>Runs a job, or answers it with what an earlier attempt left.</summary>
    /// <param name="job">The job.</param>
    /// <param name="run">Runs its handler; never fails.</param>
    public async Task<JobOutcome> RunAsync(Job job, Func<Task<JobOutcome>> run)
    {
        JobClaim claim;
        try
        {
            claim = new JobClaim(
                store,
                new RecordKey("idempotency", JobNaming.NameOf(job.Context)),
                $"{Environment.MachineName}/{job.Context.JobId}/{Guid.NewGuid():N}",
                JobNaming.HashOf(job.Envelope.Input),
                HoldOf(job.Lease),
                clock.Time
            );
        }
        catch (JobFailedException exception)
        {
            LogUnnamed(job.Source.Name, job.Context.JobId, exception.Cause);
            return JobOutcome.Failed(exception.Error, exception.Cause);
        }

        return await _entry.EnterAsync(job, claim) ?? await LeaveReportedAsync(job, claim) ?? await RunKeptAsync(job, claim, run);
    }

    // While it waited for the record, the attempt that had it may have failed the very task of this message.
    private async Task<JobOutcome?> LeaveReportedAsync(Job job, JobClaim claim)
    {
        if (job.Delivery is not { } delivery || JobNaming.HashOf(job.TaskToken) is not { } token || !delivery.Queue.IsReported(token))
        {
            return null;
        }

        const string Why = "its task was reported while its message waited for the attempt that did so";
        var outcome = JobOutcome.Lost(Why);
        await _exit.LeaveAsync(job, claim, outcome);
        leases.Lose(job.Lease, JobCancelReason.TaskLost, Why, taskClosed: true);
        return outcome;
    }

    // A dead worker's record need not outlive the lease after which the job comes again.
    private TimeSpan HoldOf(Lease lease)
    {
        var hold = lease.Heartbeat > TimeSpan.Zero && lease.Heartbeat < _hold ? lease.Heartbeat : _hold;
        hold = lease.Queue is { } queue && queue.Visibility < hold ? queue.Visibility : hold;
        return hold > ShortestHold ? hold : ShortestHold;
    }

    private async Task<JobOutcome> RunKeptAsync(Job job, JobClaim claim, Func<Task<JobOutcome>> run)
    {
        using var ended = new CancellationTokenSource();
        var keeping = KeepAsync(job, claim, ended.Token);
        JobOutcome outcome;
        bool isKept;
        try
        {
            outcome = await run();
        }
        finally
        {
            await ended.CancelAsync();
            isKept = await keeping;
        }

        if (isKept && !await _exit.LeaveAsync(job, claim, outcome))
        {
            Supersede(job);
        }

        return outcome;
    }

    private async Task<bool> KeepAsync(Job job, JobClaim claim, CancellationToken ended)
    {
        if (await _keeper.KeepAsync(job, claim, ended))
        {
            return true;
        }

        // At once, and not only when the handler ends: what it does from now on is done twice.
        Supersede(job);
        return false;
    }

    private void Supersede(Job job)
    {
        job.Source.MetRecord("superseded");
        leases.Supersede(job.Lease, "another attempt of the job has taken over its in-progress record");
    }

    [LoggerMessage(LogLevel.Error, "{Source}: job {JobId} is failed as Worker.InvalidInput: {Problem}")]
    private partial void LogUnnamed(string source, string jobId, string problem);
}
