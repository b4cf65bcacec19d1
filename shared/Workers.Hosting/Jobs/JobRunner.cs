using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Checkpoints;
using Workers.Hosting.Ecs;
using Workers.Hosting.Idempotency;
using Workers.Hosting.Leases;
using Workers.Hosting.Memory;
using Workers.Hosting.Results;
using Workers.Hosting.Settings;
using Workers.Hosting.Shutdown;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting.Jobs;

/// <summary>Takes a job through its handler to its report, under its lease, span and log scope.</summary>
internal sealed partial class JobRunner(
    IServiceScopeFactory scopes,
    LeaseKeeper leases,
    ResultReporter reporter,
    ShutdownState shutdown,
    WorkerClock clock,
    IEnumerable<IJobInterceptor> interceptors,
    WorkerSettings settings,
    ILogger<JobRunner> logger,
    CheckpointSource? checkpoints = null,
    TaskProtector? protector = null,
    IdempotencyGuard? idempotency = null,
    HeapTrimmer? heap = null
)
{
    private const string MessageKept = "its message is not logged, because it may quote the input (see Logging:ExceptionMessages)";

    private readonly Lock _gate = new();
    private readonly HashSet<Job> _running = [];
    private readonly IJobInterceptor[] _interceptors = [.. interceptors];
    private readonly bool _withMessages = settings.Logging.ExceptionMessages;

    /// <summary>How many jobs run.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
            {
                return _running.Count;
            }
        }
    }

    /// <summary>Runs a job. Never fails: whatever happens becomes the job's outcome.</summary>
    public async Task RunAsync(Job job)
    {
        lock (_gate)
        {
            _running.Add(job);
            if (_running.Count == 1)
            {
                heap?.Stir();
            }
        }

        try
        {
            var asks = MustAsk(job);
            leases.Add(job.Lease, asks && job.TaskToken is not null);
            protector?.Started(job);
            using var scope = logger.BeginScope(new JobLogScope(job));
            using var span = JobSpan.Start(job);
            var started = clock.Now;
            var outcome = await DecideAsync(job, asks);
            job.Source.JobEnded(outcome, clock.Now - started);
            JobSpan.Decided(span, outcome);
            if (job.TryClaimReport())
            {
                // Under the span still: the report belongs to the job's trace. The slot goes on only when it is on its way.
                var report = ReportAsync(job, outcome);
                GiveTurn(job);
                if (job.AroundReport is null)
                {
                    // A process that runs one job ends with its slot.
                    job.Source.Slots.Lend(job);
                }

                var isAccepted = await report;

                // What follows is the worker's own business: a beat would be one for a task that is closed.
                leases.Remove(job.Lease);
                if (isAccepted && outcome.Kind is JobOutcomeKind.Succeeded && job.Context.OpenCheckpoints is { } checkpoint)
                {
                    await DeleteAsync(checkpoint, job);
                }
            }
        }
        catch (Exception exception)
        {
            // Nothing above is expected to throw; if it does, the job's lease runs out and it is delivered again, and the slot lives on.
            LogBroken(exception, job.Source.Name, job.Context.JobId);
        }
        finally
        {
            GiveTurn(job);
            leases.Remove(job.Lease);
            protector?.Ended(job);
            job.Lease.Dispose();
            lock (_gate)
            {
                _running.Remove(job);
                if (_running.Count == 0)
                {
                    heap?.Settle();
                }
            }
        }
    }

    /// <summary>Returns every job that still runs, without waiting for its handler; what the handler brings later is not reported.</summary>
    public Task AbandonAsync()
    {
        Job[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        return Task.WhenAll(running.Where(job => job.TryClaimReport()).Select(AbandonAsync));
    }

    private async Task AbandonAsync(Job job)
    {
        LogAbandoned(job.Source.Name, job.Context.JobId);

        // Its handler may be through, and only what follows it hang: then what it brought is the outcome.
        await ReportAsync(job, leases.IsLost(job.Lease) ? LostOutcome(job) : job.Finished ?? ShutdownOutcome());
        leases.Remove(job.Lease);
    }

    private async Task DeleteAsync(JobCheckpoints checkpoint, Job job)
    {
        try
        {
            await checkpoint.DeleteAsync(shutdown.ReportsEnd);
        }
        catch (Exception exception)
        {
            // It is in nobody's way, and expires.
            LogCheckpointLeft(job.Source.Name, job.Context.JobId, exception.Message);
        }
    }

    private Task<bool> ReportAsync(Job job, JobOutcome outcome) =>
        job.AroundReport is { } around
            ? around(job, outcome, final => reporter.ReportAsync(job, final))
            : reporter.ReportAsync(job, outcome);

    private static JobOutcome ShutdownOutcome() => JobOutcome.Released("The worker stopped before the job was done.");

    private static JobOutcome NobodyWaits() => JobOutcome.Lost("Nobody waits for the job any more.");

    private static JobOutcome LostOutcome(Job job) => JobOutcome.Lost($"The lease was lost ({job.Lease.CancelReason}).");

    private async Task<JobOutcome> DecideAsync(Job job, bool asks)
    {
        if (job.IsLate && leases.IsLost(job.Lease))
        {
            return LostOutcome(job);
        }

        if (asks && await AskAsync(job) is { } answer)
        {
            return answer;
        }

        if (job.Problem is not null && job.Invoker.NeedsInput)
        {
            return Unreadable(job);
        }

        await TakeTurnAsync(job);
        if (leases.IsLost(job.Lease))
        {
            // It may have waited in a process that was stopped meanwhile: then somebody else has it by now.
            return LostOutcome(job);
        }

        if (!job.HasTurn)
        {
            return JobOutcome.Released("No slot came free for the job.");
        }

        if (!shutdown.Fits(job.Source.AverageDuration))
        {
            LogReturned(job.Source.Name, job.Context.JobId);
            return JobOutcome.Released("The worker was stopping when the job arrived.");
        }

        var outcome = job.IsIdempotent ? await idempotency!.RunAsync(job, () => FinishAsync(job)) : await FinishAsync(job);
        if (leases.IsLost(job.Lease))
        {
            return LostOutcome(job);
        }

        if (outcome.Kind is JobOutcomeKind.Succeeded)
        {
            LogSucceeded(job.Source.Name, job.Context.JobId, outcome.Output.Length);
        }
        else if (outcome.Kind is JobOutcomeKind.HandedOver)
        {
            LogHandedOver(job.Source.Name, job.Context.JobId);
        }

        return outcome;
    }

    // A message that comes again, or late, may belong to a task that is closed: one heartbeat tells, before the handler does work for nobody.
    private static bool MustAsk(Job job)
    {
        if (job.IsLate && job.TaskToken is not null)
        {
            return true;
        }

        if (job.Delivery is not { } delivery || !job.Invoker.NeedsInput)
        {
            return false;
        }

        return delivery.ReceiveCount > 1
            || (job.TaskToken is not null && job.Lease.Heartbeat > TimeSpan.Zero && job.Lease.Age > job.Lease.Heartbeat / 2);
    }

    private async Task<JobOutcome?> AskAsync(Job job)
    {
        if (job.TaskToken is null)
        {
            return job.Replies is { } replies && await replies.IsGoneAsync() ? NobodyWaits() : null;
        }

        return await leases.AskAsync(job.Lease, shutdown.Stopping) switch
        {
            BeatResult.Dead => NobodyWaits(),
            BeatResult.Unknown when job.Lease.Lost => LostOutcome(job),
            BeatResult.Unknown => JobOutcome.Released("The worker stopped before Step Functions told whether it still waits for the job."),
            _ => null,
        };
    }

    private async Task<JobOutcome> FinishAsync(Job job) => job.Finish(await InvokeAsync(job));

    private JobOutcome Unreadable(Job job)
    {
        if (job.HasReader)
        {
            LogUnreadable(job.Source.Name, job.Context.JobId, job.Problem!);
        }
        else
        {
            LogUnreadableMessage(
                job.Source.Name,
                job.Context.JobId,
                job.Problem!,
                job.Delivery?.Queue.MaxReceiveCount is { } most
                    ? $"after {most} receives its redrive policy moves it to the dead-letter queue"
                    : "the queue has no redrive policy: give it one with a dead-letter queue, or delete the message"
            );
        }

        return JobOutcome.Failed(WorkerErrors.InvalidInput, $"The input cannot be read: {job.Problem}.");
    }

    private async Task<JobOutcome> InvokeAsync(Job job)
    {
        try
        {
            await using var services = scopes.CreateAsyncScope();
            job.Context.CheckpointSource = checkpoints;
            var outcome = await InterceptAsync(job, services.ServiceProvider, 0);
            if (outcome.Kind is JobOutcomeKind.Failed)
            {
                outcome = _withMessages ? JobOutcome.Failed(outcome.Error!, outcome.Cause!) : outcome;
                LogFailedByRuntime(job.Source.Name, job.Context.JobId, outcome.Error!, outcome.LoggedCause!);
            }

            return outcome;
        }
        catch (JobFailedException exception)
        {
            LogFailed(
                ExceptionOutline.Of(exception.InnerException, _withMessages),
                job.Source.Name,
                job.Context.JobId,
                exception.Error,
                exception.LoggedCause
            );
            return JobOutcome.Failed(exception);
        }
        catch (Exception exception) when (job.Lease.CancelReason is not JobCancelReason.None)
        {
            // Whatever a handler throws after it was cancelled comes from the cancellation, not from the job.
            LogCancelled(job.Source.Name, job.Context.JobId, job.Lease.CancelReason, exception.GetType().Name);
            return ShutdownOutcome();
        }
        catch (OperationCanceledException) when (shutdown.Told.IsCancellationRequested)
        {
            // The handler took the hint to wind down: that is no failure of the job.
            LogWoundDown(job.Source.Name, job.Context.JobId);
            return ShutdownOutcome();
        }
        catch (Exception exception)
        {
            var error = exception.GetType().Name;
            var outcome = JobOutcome.Failed(error, Cause(exception), _withMessages ? Cause(exception) : MessageKept);
            LogFailed(ExceptionOutline.Of(exception, _withMessages), job.Source.Name, job.Context.JobId, error, outcome.LoggedCause!);
            ExceptionOutline.AddTo(Activity.Current, exception, _withMessages);
            return outcome;
        }
    }

    private Task<JobOutcome> InterceptAsync(Job job, IServiceProvider services, int index)
    {
        return index == _interceptors.Length
            ? job.Invoker.InvokeAsync(services, job.Context, job.Lease.Token)
            : ThroughAsync(_interceptors[index]);

        async Task<JobOutcome> ThroughAsync(IJobInterceptor interceptor)
        {
            JobOutcome? outcome = null;
            await interceptor.InterceptAsync(
                job.Context,
                async () => outcome = await InterceptAsync(job, services, index + 1),
                job.Lease.Token
            );
            return outcome
                ?? throw new InvalidOperationException(
                    $"{interceptor.GetType().Name} neither ran the handler nor failed the job: call next, or throw."
                );
        }
    }

    private static string Cause(Exception exception) =>
        exception.InnerException is { } inner ? $"{exception.Message} ---> {inner.GetType().Name}: {Cause(inner)}" : exception.Message;

    [LoggerMessage(LogLevel.Debug, "{Source}: job {JobId} succeeded with {Bytes} bytes")]
    private partial void LogSucceeded(string source, string jobId, int bytes);

    [LoggerMessage(LogLevel.Debug, "{Source}: job {JobId} was taken over by its handler and is reported elsewhere")]
    private partial void LogHandedOver(string source, string jobId);

    [LoggerMessage(LogLevel.Warning, "{Source}: job {JobId} failed as {Error}: {Cause}")]
    private partial void LogFailed(Exception? exception, string source, string jobId, string error, string cause);

    [LoggerMessage(LogLevel.Error, "{Source}: job {JobId} failed as {Error}: {Cause}")]
    private partial void LogFailedByRuntime(string source, string jobId, string error, string cause);

    [LoggerMessage(LogLevel.Error, "{Source}: the input of job {JobId} cannot be read: {Problem}. It is failed as Worker.InvalidInput")]
    private partial void LogUnreadable(string source, string jobId, string problem);

    [LoggerMessage(
        LogLevel.Error,
        "{Source}: message {MessageId} cannot be read: {Problem}. It names nobody to be told, and returns to the queue after a pause; {Next}"
    )]
    private partial void LogUnreadableMessage(string source, string messageId, string problem, string next);

    [LoggerMessage(
        LogLevel.Information,
        "{Source}: job {JobId} arrived during the stop and does not fit in the budget any more; it is returned"
    )]
    private partial void LogReturned(string source, string jobId);

    [LoggerMessage(LogLevel.Information, "{Source}: job {JobId} was cancelled ({CancelReason}): {Reason}")]
    private partial void LogCancelled(string source, string jobId, JobCancelReason cancelReason, string reason);

    [LoggerMessage(LogLevel.Information, "{Source}: job {JobId} gave up when it was told of the stop; it is returned")]
    private partial void LogWoundDown(string source, string jobId);

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: job {JobId} did not end when it was cancelled; it is returned and its result will not be reported"
    )]
    private partial void LogAbandoned(string source, string jobId);

    [LoggerMessage(LogLevel.Warning, "{Source}: the checkpoint of job {JobId} could not be deleted and is left to expire: {Reason}")]
    private partial void LogCheckpointLeft(string source, string jobId, string reason);

    [LoggerMessage(LogLevel.Critical, "{Source}: the runtime itself failed on job {JobId}")]
    private partial void LogBroken(Exception exception, string source, string jobId);
}
