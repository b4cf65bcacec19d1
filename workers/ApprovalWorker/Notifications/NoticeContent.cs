using System.Buffers;
using System.Text;
using System.Text.Json;
using ApprovalWorker.Decisions;
using ApprovalWorker.Requests;
using ApprovalWorker.Settings;
using ApprovalWorker.Web;

namespace ApprovalWorker.Notifications;

/// <summary>Writes what a notification says: the event's detail and the webhook's body. Neither the input nor the task token is in it.</summary>
internal sealed class NoticeContent(ApprovalSettings settings, LinkSigner links, InboxAddress address)
{
    /// <summary>The event's detail-type.</summary>
    public static string DetailType(NoticeKind kind) =>
        kind switch
        {
            NoticeKind.Requested => "Approval Requested",
            NoticeKind.Reminder => "Approval Reminder",
            NoticeKind.Decided => "Approval Decided",
            _ => "Approval Expired",
        };

    /// <summary>The JSON object.</summary>
    public string Write(ApprovalRequest request, Notice notice)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("notificationId", notice.Id);
            writer.WriteString("kind", DetailType(notice.Kind));
            writer.WriteString("requestId", request.Id);
            writer.WriteString("title", request.Title);
            writer.WriteString("status", StatusText.Key(request.Status));
            WriteOptional(writer, "execution", request.Execution);
            WriteOptional(writer, "state", request.State);
            writer.WriteString("requestedAt", request.RequestedAt.UtcDateTime);
            writer.WriteString("expiresAt", request.ExpiresAt.UtcDateTime);
            writer.WriteString("url", $"{address.PublicUrl}/requests/{request.Id}");
            if (request.Links.FirstOrDefault(link => link.Nonce == notice.LinkNonce) is { } link)
            {
                writer.WriteString("link", $"{address.PublicUrl}/links/{links.Sign(request.Id, link)}");
            }

            if (request.Decision is { } decision)
            {
                writer.WritePropertyName("decision");
                writer.WriteRawValue(TaskOutcome.OutputOf(decision).Span);
            }

            if (TaskOutcomeOf(request) is { } error)
            {
                writer.WriteString("error", error);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private string? TaskOutcomeOf(ApprovalRequest request) =>
        request.Status is RequestStatus.Pending ? null : TaskOutcome.ErrorOf(request, settings.Approvals.Rejection);

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
