using System.Security.Cryptography;
using ApprovalWorker.Requests;
using ApprovalWorker.Settings;

namespace ApprovalWorker.Notifications;

/// <summary>Puts notifications into a request's outbox, in the same write as what they tell of.</summary>
internal sealed class NoticeFactory(ApprovalSettings settings)
{
    /// <summary>The request with a notification for each channel that is configured.</summary>
    public ApprovalRequest Add(ApprovalRequest request, NoticeKind kind, DateTimeOffset now)
    {
        var outbox = new List<Notice>(request.Outbox);
        var links = new List<SentLink>(request.Links);
        foreach (var channel in Channels())
        {
            string? nonce = null;
            if (settings.HasLinks && kind is (NoticeKind.Requested or NoticeKind.Reminder))
            {
                nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
                links.Add(new SentLink(nonce, request.ExpiresAt));
            }

            outbox.Add(new Notice(RandomNumberGenerator.GetHexString(32, lowercase: true), kind, channel, now, nonce));
        }

        return request with
        {
            Outbox = outbox,
            Links = links,
        };
    }

    private IEnumerable<NoticeChannel> Channels()
    {
        if (settings.Notifications.Events)
        {
            yield return NoticeChannel.Event;
        }

        if (settings.WebhookKey.Length > 0)
        {
            yield return NoticeChannel.Webhook;
        }
    }
}
