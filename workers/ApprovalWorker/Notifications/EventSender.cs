using ApprovalWorker.Requests;
using ApprovalWorker.Settings;
using Workers.Aws.EventBridge;

namespace ApprovalWorker.Notifications;

/// <summary>Sends notifications to EventBridge.</summary>
internal sealed class EventSender(IEventBridge events, NoticeContent content, ApprovalSettings settings)
{
    /// <summary>Sends one event.</summary>
    /// <exception cref="InvalidOperationException">EventBridge did not take it.</exception>
    public async Task SendAsync(ApprovalRequest request, Notice notice, CancellationToken cancellationToken)
    {
        var entry = new PutEventsEntry
        {
            Source = settings.Notifications.EventSource,
            DetailType = NoticeContent.DetailType(notice.Kind),
            Detail = content.Write(request, notice),
            EventBusName = settings.Notifications.EventBusName,
            Resources = request.Execution is { } execution ? [execution] : null,
        };
        var answer = await events.PutEventsAsync(new PutEventsRequest { Entries = [entry] }, cancellationToken);
        if (answer.FailedEntryCount > 0)
        {
            var failure = answer.Entries?.FirstOrDefault(result => result.ErrorCode is not null);
            throw new InvalidOperationException($"EventBridge did not take the event: {failure?.ErrorCode} {failure?.ErrorMessage}");
        }
    }
}
