using System.Security.Cryptography;
using System.Text;
using Workers.Emulator.Sqs.Messages;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>
/// Remembers what a FIFO queue was sent in the last five minutes, whether or not it is still there. Guarded by the queue's lock.
/// </summary>
internal sealed class Deduplication
{
    private readonly Dictionary<(string? Group, string Id), SendResult> _sent = [];
    private readonly Queue<((string? Group, string Id) Key, DateTimeOffset Until)> _expiry = new();

    /// <summary>The id by which content is recognized: its SHA-256.</summary>
    public static string IdOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>What the sender was told who sent the same id before; null when there is none, and then this one is remembered.</summary>
    /// <param name="content">The new message.</param>
    /// <param name="result">What its sender is to be told.</param>
    /// <param name="isByGroup">Whether ids of different groups are different.</param>
    /// <param name="now">The time.</param>
    public SendResult? Remember(MessageContent content, SendResult result, bool isByGroup, DateTimeOffset now)
    {
        while (_expiry.TryPeek(out var oldest) && oldest.Until <= now)
        {
            _sent.Remove(oldest.Key);
            _expiry.Dequeue();
        }

        var key = (isByGroup ? content.GroupId : null, content.DeduplicationId!);
        if (_sent.TryGetValue(key, out var earlier))
        {
            return earlier;
        }

        _sent.Add(key, result);
        _expiry.Enqueue((key, now + SqsLimits.Deduplication));
        return null;
    }
}
