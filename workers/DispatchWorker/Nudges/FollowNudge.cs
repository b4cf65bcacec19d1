using DispatchWorker.Settings;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace DispatchWorker.Nudges;

/// <summary>
/// Follows a nudge: polls the activity until a task comes, a few times. Which task comes is not the nudge's business: the activity's input is
/// the job. A nudge that finds none is done, because another poll took the task that it was sent for, or the sweep will.
/// </summary>
internal sealed partial class FollowNudge(
    DispatchSettings settings,
    TaskTaker taker,
    StoreGate gate,
    TimeProvider time,
    ILogger<FollowNudge> logger
) : IJobHandler<Nudge, NudgeResult>
{
    public async Task<NudgeResult> HandleAsync(Nudge input, JobContext context, CancellationToken cancellationToken)
    {
        var target =
            settings.Find(input.Activity)
            ?? throw new JobFailedException(
                "Dispatch.UnknownActivity",
                $"The nudge is for '{input.Activity}', and there is no section Dispatch:{input.Activity}."
            );
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, context.ShuttingDown);
        for (var attempt = 1; ; attempt++)
        {
            // A stop ends the waiting, and the nudge is returned.
            await gate.WaitAsync(end.Token);
            try
            {
                if (await taker.TakeAsync(target, context.ShuttingDown))
                {
                    return new NudgeResult(1);
                }
            }
            catch (AwsException exception) when (attempt < target.PollAttempts)
            {
                LogPollFailed(target.Name, attempt, exception.Message);
            }

            if (attempt >= target.PollAttempts)
            {
                LogNothing(target.Name, attempt);
                return new NudgeResult(0);
            }

            if (context.ShuttingDown.IsCancellationRequested)
            {
                throw new JobFailedException(WorkerErrors.Shutdown, "The dispatcher stopped before the task was there.");
            }

            await Task.Delay(target.PollPause, time, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Activity}: poll {Attempt} for a nudge failed, another one follows: {Reason}")]
    private partial void LogPollFailed(string activity, int attempt, string reason);

    [LoggerMessage(
        LogLevel.Information,
        "{Activity}: no task came in {Attempts} polls for a nudge; another poll has taken it, or the next sweep will"
    )]
    private partial void LogNothing(string activity, int attempts);
}
