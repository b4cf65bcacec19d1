using ApprovalWorker.Decisions;
using ApprovalWorker.Notifications;
using ApprovalWorker.Requests;
using ApprovalWorker.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ApprovalWorker.Scheduling;

/// <summary>
/// Does what falls due without anybody asking: expiry, reminders, notifications, and outcomes that Step Functions has not taken yet. All of it
/// is in the store, so that a worker that starts goes on where another one ended.
/// </summary>
internal sealed partial class RequestSweep(
    RequestStore store,
    TaskReporter reporter,
    NoticeFactory notices,
    NoticeSender sender,
    SweepSignal signal,
    ApprovalSettings settings,
    TimeProvider time,
    ILogger<RequestSweep> logger
) : BackgroundService
{
    // What other workers did is noticed within this time.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var woken = signal.Next;
            var pause = await SweepAsync(stoppingToken);
            try
            {
                await woken.WaitAsync(pause, time, stoppingToken);
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
            {
                // Nobody woke it, or the worker stops; the loop knows.
            }
        }
    }

    private async Task<TimeSpan> SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var next = now + LongestPause;
        try
        {
            var due = new List<string>();
            await foreach (var request in store.ListAsync(cancellationToken))
            {
                var at = request.NextDue();
                if (at <= now)
                {
                    due.Add(request.Id);
                }
                else if (at < next)
                {
                    next = at;
                }
            }

            foreach (var id in due)
            {
                await ProcessAsync(id, cancellationToken);
            }

            // Whatever was due may be due again soon.
            next = due.Count > 0 ? now : next;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The loop outlives a store that is down.
            LogFailed(exception.Message);
            return LongestPause / 6;
        }
        catch (OperationCanceledException)
        {
            return TimeSpan.Zero;
        }

        var pause = next - time.GetUtcNow();
        return pause > ShortestPause ? pause : ShortestPause;
    }

    private async Task ProcessAsync(string id, CancellationToken cancellationToken)
    {
        var (request, _) = await store.UpdateAsync(id, Advance, cancellationToken);
        if (request is null)
        {
            return;
        }

        if (request.Delivery is { State: DeliveryState.Waiting })
        {
            await reporter.DeliverAsync(id);
        }

        await sender.SendDueAsync(request, cancellationToken);
    }

    private ApprovalRequest? Advance(ApprovalRequest? latest)
    {
        var now = time.GetUtcNow();
        if (latest is not { Status: RequestStatus.Pending })
        {
            return null;
        }

        if (latest.ExpiresAt <= now)
        {
            LogExpired(latest.Id);
            var expired = latest with
            {
                Status = RequestStatus.Expired,
                Delivery = new Delivery { NextAt = now },
                NextReminder = null,
                Outbox = [],
            };
            return notices.Add(expired, NoticeKind.Expired, now).With(new HistoryEntry(now, "Expired: nobody decided in time"));
        }

        if (latest.NextReminder is not { } reminder || reminder > now)
        {
            return null;
        }

        var reminded = latest with
        {
            Reminders = latest.Reminders + 1,
            NextReminder = latest.Reminders + 1 < settings.Approvals.MaxReminders ? now + settings.Reminder : null,
        };
        return notices.Add(reminded, NoticeKind.Reminder, now).With(new HistoryEntry(now, "Reminded"));
    }

    [LoggerMessage(LogLevel.Warning, "Request {Id} expired: nobody decided in time")]
    private partial void LogExpired(string id);

    [LoggerMessage(LogLevel.Error, "The requests could not be gone through, another attempt follows: {Reason}")]
    private partial void LogFailed(string reason);
}
