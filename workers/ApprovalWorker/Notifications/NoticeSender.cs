using ApprovalWorker.Requests;
using Microsoft.Extensions.Logging;

namespace ApprovalWorker.Notifications;

/// <summary>Sends what is due of a request's outbox. A notification is sent at least once; its id tells repetitions.</summary>
internal sealed partial class NoticeSender(
    RequestStore store,
    EventSender events,
    WebhookSender webhook,
    TimeProvider time,
    ILogger<NoticeSender> logger
)
{
    // Some eight hours in all: by then somebody has seen the log, and the inbox shows the request anyway.
    private const int MaxAttempts = 36;
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>Sends each notification that is due.</summary>
    public async Task SendDueAsync(ApprovalRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var notice in request.Outbox.Where(notice => notice.NextAt <= now))
        {
            await SendAsync(request.Id, notice.Id, cancellationToken);
        }
    }

    private async Task SendAsync(string requestId, string noticeId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (request, claimed) = await store.UpdateAsync(
            requestId,
            latest => Change(latest, noticeId, notice => notice.NextAt <= now ? notice with { NextAt = now + Claim } : null),
            cancellationToken
        );
        if (!claimed)
        {
            return;
        }

        var sending = request!.Outbox.First(notice => notice.Id == noticeId);
        var problem = await TryAsync(request, sending, cancellationToken);
        await store.UpdateAsync(
            requestId,
            latest => problem is null ? Without(latest, noticeId) : Postponed(latest, noticeId, problem),
            cancellationToken
        );
    }

    private async Task<string?> TryAsync(ApprovalRequest request, Notice notice, CancellationToken cancellationToken)
    {
        try
        {
            var sent =
                notice.Channel is NoticeChannel.Event
                    ? events.SendAsync(request, notice, cancellationToken)
                    : webhook.SendAsync(request, notice, cancellationToken);
            await sent;
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(notice.Kind, notice.Channel, request.Id, notice.Attempts + 1, exception.Message);
            return exception.Message;
        }
    }

    private static ApprovalRequest? Without(ApprovalRequest? latest, string noticeId) =>
        latest is null ? null : latest with { Outbox = [.. latest.Outbox.Where(notice => notice.Id != noticeId)] };

    private ApprovalRequest? Postponed(ApprovalRequest? latest, string noticeId, string problem)
    {
        var notice = latest?.Outbox.FirstOrDefault(candidate => candidate.Id == noticeId);
        if (notice is { Attempts: MaxAttempts - 1 })
        {
            LogGivenUp(notice.Kind, notice.Channel, latest!.Id, MaxAttempts);
            return Without(latest, noticeId)!
                .With(new HistoryEntry(time.GetUtcNow(), $"A notification ({notice.Channel}) could not be sent: {problem}"));
        }

        return Change(
            latest,
            noticeId,
            candidate => candidate with { Attempts = candidate.Attempts + 1, NextAt = time.GetUtcNow() + Pause(candidate.Attempts) }
        );
    }

    private static ApprovalRequest? Change(ApprovalRequest? latest, string noticeId, Func<Notice, Notice?> change)
    {
        var notice = latest?.Outbox.FirstOrDefault(candidate => candidate.Id == noticeId);
        return notice is null || change(notice) is not { } changed
            ? null
            : latest! with
            {
                Outbox = [.. latest!.Outbox.Select(candidate => candidate.Id == noticeId ? changed : candidate)],
            };
    }

    private static TimeSpan Pause(int attempts)
    {
        // Beyond 2^10 every pause is the longest.
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Kind} ({Channel}) for request {Id} could not be sent at attempt {Attempt}, another one follows: {Reason}"
    )]
    private partial void LogFailed(NoticeKind kind, NoticeChannel channel, string id, int attempt, string reason);

    [LoggerMessage(
        LogLevel.Error,
        "{Kind} ({Channel}) for request {Id} is given up after {Attempts} attempts; the inbox shows the request"
    )]
    private partial void LogGivenUp(NoticeKind kind, NoticeChannel channel, string id, int attempts);
}
