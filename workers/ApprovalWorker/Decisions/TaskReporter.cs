using System.Collections.Concurrent;
using System.Diagnostics;
using ApprovalWorker.Requests;
using ApprovalWorker.Settings;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.StepFunctions;
using Workers.Hosting;

namespace ApprovalWorker.Decisions;

/// <summary>Tells Step Functions the outcome of a request, again and again until it is taken or nobody waits for it any more.</summary>
internal sealed partial class TaskReporter(
    RequestStore store,
    IStepFunctionsTasks tasks,
    ApprovalSettings settings,
    TaskCounters counters,
    TimeProvider time,
    ILogger<TaskReporter> logger
)
{
    // Longer than one call with its retries takes: while one worker sends, no other one does.
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, byte> _sending = new(StringComparer.Ordinal);

    /// <summary>Makes one attempt, unless one runs or none is due.</summary>
    public async Task DeliverAsync(string id)
    {
        if (!_sending.TryAdd(id, 0))
        {
            return;
        }

        try
        {
            var now = time.GetUtcNow();
            var (request, claimed) = await store.UpdateAsync(id, latest => Claimed(latest, now), CancellationToken.None);
            if (claimed)
            {
                var delivery = await AttemptAsync(request!);
                await store.UpdateAsync(id, latest => Settled(latest, request!.TaskToken!, delivery), CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            // The store is down: the outcome stays as it is, and the sweep comes back to it.
            LogStoreFailed(id, exception.Message);
        }
        finally
        {
            _sending.TryRemove(id, out _);
        }
    }

    private static ApprovalRequest? Claimed(ApprovalRequest? latest, DateTimeOffset now) =>
        latest is { TaskToken: not null, Delivery: { State: DeliveryState.Waiting } delivery } && delivery.NextAt <= now
            ? latest with
            {
                Delivery = delivery with { Attempts = delivery.Attempts + 1, NextAt = now + Claim, Uncertain = delivery.Attempts > 0 },
            }
            : null;

    private ApprovalRequest? Settled(ApprovalRequest? latest, string token, Delivery delivery)
    {
        // The state may have asked again meanwhile: then there is a new token, to which this attempt says nothing.
        if (latest?.TaskToken != token)
        {
            return null;
        }

        var settled = latest with { Delivery = delivery, TaskToken = delivery.State is DeliveryState.Waiting ? token : null };
        return delivery.State switch
        {
            DeliveryState.Delivered => settled.With(new HistoryEntry(time.GetUtcNow(), "Step Functions took the outcome")),
            DeliveryState.Gone => settled.With(new HistoryEntry(time.GetUtcNow(), delivery.Problem!)),
            _ when latest.Delivery?.Problem is null => settled.With(
                new HistoryEntry(time.GetUtcNow(), "Step Functions could not be told yet; it is tried again")
            ),
            _ => settled,
        };
    }

    private async Task<Delivery> AttemptAsync(ApprovalRequest request)
    {
        var delivery = request.Delivery!;
        using var span = JobTrace.Start($"report {ApprovalSetup.Activity}", ActivityKind.Internal, request.TraceParent);
        try
        {
            await SendAsync(request);
            counters.ResultSent(ApprovalSetup.Activity, ResultOutcome.Accepted);
            LogDelivered(request.Id, delivery.Attempts);
            return delivery with { State = DeliveryState.Delivered, Problem = null };
        }
        catch (AwsServiceException exception)
            when (exception is TaskTimedOutException or TaskDoesNotExistException or InvalidTokenException)
        {
            counters.ResultSent(ApprovalSetup.Activity, exception is InvalidTokenException ? ResultOutcome.GivenUp : ResultOutcome.Closed);
            LogGone(request.Id, exception.Code);
            return delivery with
            {
                State = DeliveryState.Gone,
                Problem =
                    delivery.Uncertain || exception.AfterUncertainAttempt
                        ? "Step Functions has closed the task: an earlier attempt whose answer was lost went through, or the state had ended before"
                        : "Step Functions does not wait any more: the state timed out, or its execution was stopped",
            };
        }
        catch (Exception exception)
        {
            var pause = Pause(delivery.Attempts);
            LogFailed(request.Id, delivery.Attempts, pause.TotalSeconds, exception.Message);
            return delivery with { NextAt = time.GetUtcNow() + pause, Problem = exception.Message };
        }
    }

    private Task SendAsync(ApprovalRequest request)
    {
        // No token of the caller's: a person who closes the browser does not take the decision back.
        if (TaskOutcome.ErrorOf(request, settings.Approvals.Rejection) is not { } error)
        {
            return tasks.SendTaskSuccessAsync(
                new SendTaskSuccessRequest { TaskToken = request.TaskToken!, Output = TaskOutcome.OutputOf(request.Decision!) },
                CancellationToken.None
            );
        }

        return tasks.SendTaskFailureAsync(
            new SendTaskFailureRequest
            {
                TaskToken = request.TaskToken!,
                Error = error,
                Cause = TaskOutcome.CauseOf(request),
            },
            CancellationToken.None
        );
    }

    private static TimeSpan Pause(int attempts)
    {
        // Beyond 2^5 every pause is the longest.
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 5));
        return pause < LongestPause ? pause : LongestPause;
    }

    [LoggerMessage(LogLevel.Information, "The outcome of request {Id} was taken by Step Functions at attempt {Attempt}")]
    private partial void LogDelivered(string id, int attempt);

    [LoggerMessage(LogLevel.Warning, "The outcome of request {Id} comes too late: Step Functions answered {Code}")]
    private partial void LogGone(string id, string code);

    [LoggerMessage(
        LogLevel.Warning,
        "Attempt {Attempt} to tell the outcome of request {Id} failed, another one follows in {Seconds} s: {Reason}"
    )]
    private partial void LogFailed(string id, int attempt, double seconds, string reason);

    [LoggerMessage(LogLevel.Error, "The outcome of request {Id} cannot be followed up while the store is down: {Reason}")]
    private partial void LogStoreFailed(string id, string reason);
}
