using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.StepFunctions;
using Workers.Hosting.Idempotency;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Queues;
using Workers.Hosting.Shutdown;

namespace Workers.Hosting.Results;

/// <summary>Tells Step Functions or the reply queue how a job ended, and only then settles its message.</summary>
internal sealed partial class ResultReporter(
    IStepFunctionsTasks tasks,
    LeaseKeeper leases,
    ReportBreaker breaker,
    ShutdownState shutdown,
    WorkerClock clock,
    Jitter jitter,
    ILogger<ResultReporter> logger
)
{
    // Step Functions' limits, in characters.
    private const int MaxError = 256;
    private const int MaxCause = 32_768;

    // An error that does not pass by itself, for example a missing permission, is given some three minutes to be mended.
    private const int FinalAttempts = 12;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan FirstThrottleRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Reports a job. Tries until the report is accepted or refused, the lease is lost, or the shutdown budget is used up: never ended by the
    /// stop itself. Only errors that do not pass by themselves have a limit.
    /// </summary>
    /// <returns>Whether the result has arrived, so that the job will not be run again for it.</returns>
    public async Task<bool> ReportAsync(Job job, JobOutcome outcome)
    {
        if (outcome.Kind is JobOutcomeKind.Lost)
        {
            await SettleLostAsync(job);
            return false;
        }

        if (outcome.Kind is JobOutcomeKind.HandedOver)
        {
            job.Delivery?.Queue.Deletes.Add(job.Delivery);
            return true;
        }

        if (outcome.Kind is JobOutcomeKind.Released && job.Delivery is { } returned && !(job.HasReader && returned.IsLast))
        {
            await leases.LetGoAsync(job.Lease, shutdown.ReportsEnd);
            await returned.Queue.ReturnAsync(returned, shutdown.ReportsEnd);
            return false;
        }

        if (job.HasReader)
        {
            var sent = await SendAsync(job, outcome);
            job.Source.ResultSent(sent);
            if (sent is not ResultOutcome.GivenUp && job is { IsIdempotent: true, TaskToken: not null, Delivery: { } told })
            {
                // Another message for the task may wait for this job's record, and must not begin what nobody waits for any more.
                told.Queue.Reported(JobNaming.HashOf(job.TaskToken)!);
            }

            if (sent is ResultOutcome.GivenUp && job.Lease.Lost)
            {
                await SettleLostAsync(job);
            }
            else if (job.Delivery is { } delivery)
            {
                await SettleAsync(job, delivery, done: sent is not ResultOutcome.GivenUp);
            }

            return sent is ResultOutcome.Accepted;
        }

        var isDone = outcome.Kind is JobOutcomeKind.Succeeded;
        if (job.Delivery is { } untold)
        {
            await SettleAsync(job, untold, isDone);
        }

        return isDone;
    }

    private async Task SettleLostAsync(Job job)
    {
        // A closed task leaves a message that nobody can use; a message that was lost belongs to somebody else by now, and so may that of a job
        // which another attempt has taken over.
        if (job.Delivery is { } delivery && job.Lease.CancelReason is not (JobCancelReason.MessageLost or JobCancelReason.Superseded))
        {
            // A token that is invalid stays so: such a message must not come back at the pace of its visibility timeout.
            await SettleAsync(job, delivery, done: job.Lease.TaskClosed);
        }
    }

    private async Task SettleAsync(Job job, QueueDelivery delivery, bool done)
    {
        if (done)
        {
            delivery.Queue.Deletes.Add(delivery);
        }
        else
        {
            await leases.LetGoAsync(job.Lease, shutdown.ReportsEnd);
            await delivery.Queue.ReturnLaterAsync(delivery, shutdown.ReportsEnd);
        }
    }

    private async Task<ResultOutcome> SendAsync(Job job, JobOutcome outcome)
    {
        var target = job.TaskToken is not null ? ReportTarget.StepFunctions : ReportTarget.ReplyQueues;
        var isTroubled = false;
        for (var attempt = 1; ; attempt++)
        {
            if (leases.IsLost(job.Lease))
            {
                return GiveUp(job, target, outcome, attempt - 1, isTroubled, $"its lease was lost ({job.Lease.CancelReason})");
            }

            AwsErrorKind kind;
            var started = clock.Now;
            try
            {
                await SendOnceAsync(job, outcome);
                breaker[target].Answered(job.Source.Name, isTroubled);
                return ResultOutcome.Accepted;
            }
            catch (Exception exception) when (exception is TaskTimedOutException or TaskDoesNotExistException or QueueDoesNotExistException)
            {
                breaker[target].Answered(job.Source.Name, isTroubled);
                LogClosed(job.Source.Name, job.Context.JobId, outcome.Kind, ((AwsServiceException)exception).Code, attempt);
                return ResultOutcome.Closed;
            }
            catch (Exception exception) when (IsRefusal(exception))
            {
                breaker[target].Answered(job.Source.Name, isTroubled);
                isTroubled = false;
                LogRefused(job.Source.Name, job.Context.JobId, outcome.Kind, exception.Message);
                if (outcome.Kind is not JobOutcomeKind.Succeeded || exception is InvalidTokenException)
                {
                    return ResultOutcome.GivenUp;
                }

                // The task is still open: it is better failed by name than left to its timeout.
                outcome = JobOutcome.Failed(WorkerErrors.InvalidOutput, $"Step Functions refused the output: {exception.Message}");
                attempt = 0;
                continue;
            }
            catch (Exception exception)
            {
                kind = exception is AwsException aws ? aws.Kind : AwsErrorKind.Transient;
                breaker[target].Failed(job.Source.Name, isFirst: !isTroubled, started, exception.Message);
                isTroubled = true;
                var isOver = kind is AwsErrorKind.Final && attempt >= FinalAttempts;
                if (isOver || job.Lease.Lost || shutdown.ReportsEnd.IsCancellationRequested)
                {
                    return GiveUp(job, target, outcome, attempt, isTroubled, exception.Message);
                }

                LogRetry(job.Source.Name, job.Context.JobId, attempt, exception.Message);
                job.Source.Slots.TakeBack(job);
            }

            await PauseAsync(jitter.Backoff(kind is AwsErrorKind.Transient ? FirstRetry : FirstThrottleRetry, LongestRetry, attempt));
        }
    }

    private ResultOutcome GiveUp(Job job, ReportTarget target, JobOutcome outcome, int attempts, bool isTroubled, string reason)
    {
        if (isTroubled)
        {
            breaker[target].GivenUp();
        }

        LogGivenUp(job.Source.Name, job.Context.JobId, outcome.Kind, attempts, reason);
        return ResultOutcome.GivenUp;
    }

    private Task SendOnceAsync(Job job, JobOutcome outcome)
    {
        var told = outcome with { Error = Cut(outcome.Error, MaxError), Cause = Cut(outcome.Cause, MaxCause) };

        // The client tries again by itself, which must end with the lease. One that the stop has cancelled has the rest of the budget.
        var end = job.Lease.CancelReason is JobCancelReason.None ? job.Lease.Token : shutdown.ReportsEnd;
        return job.TaskToken is { } token ? SendOnceAsync(token, told, end) : job.Replies!.RespondAsync(told, end);
    }

    private Task SendOnceAsync(string token, JobOutcome outcome, CancellationToken end) =>
        outcome.Kind is JobOutcomeKind.Succeeded
            ? tasks.SendTaskSuccessAsync(new SendTaskSuccessRequest { TaskToken = token, Output = outcome.Output }, end)
            : tasks.SendTaskFailureAsync(
                new SendTaskFailureRequest
                {
                    TaskToken = token,
                    Error = outcome.Error,
                    Cause = outcome.Cause,
                },
                end
            );

    // A missing permission or an expired credential can be mended while the lease lives; these cannot.
    private static bool IsRefusal(Exception exception) =>
        exception
            is InvalidTokenException
                or InvalidOutputException
                or AwsServiceException
                {
                    Code: "ValidationException" or "InvalidMessageContents" or "InvalidAddress" or "UnsupportedOperation"
                };

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, clock.Time, shutdown.ReportsEnd);
        }
        catch (OperationCanceledException)
        {
            // One last attempt follows, which sees that the time is over.
        }
    }

    private static string? Cut(string? text, int most)
    {
        if (text is null || text.Length <= most)
        {
            return text;
        }

        // Half a surrogate pair would not be valid UTF-8.
        return text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: the report of job {JobId} ({Outcome}) came too late and is dropped: AWS answered {Code} to attempt {Attempt}. The task timed out, was closed by somebody else, its reply queue is gone, or an earlier attempt went through"
    )]
    private partial void LogClosed(string source, string jobId, JobOutcomeKind outcome, string code, int attempt);

    [LoggerMessage(LogLevel.Error, "{Source}: AWS refused the report of job {JobId} ({Outcome}): {Reason}")]
    private partial void LogRefused(string source, string jobId, JobOutcomeKind outcome, string reason);

    [LoggerMessage(
        LogLevel.Error,
        "{Source}: the report of job {JobId} ({Outcome}) is given up after {Attempts} attempts. Its state's timeout or the queue's next delivery takes over: {Reason}"
    )]
    private partial void LogGivenUp(string source, string jobId, JobOutcomeKind outcome, int attempts, string reason);

    [LoggerMessage(LogLevel.Warning, "{Source}: attempt {Attempt} to report job {JobId} failed, another one follows: {Reason}")]
    private partial void LogRetry(string source, string jobId, int attempt, string reason);
}
