using System.Buffers.Binary;

namespace Workers.Emulator.Sqs.Messages;

/// <summary>What a receive hands out to delete a message or to change its visibility: opaque to clients, and new at every receive.</summary>
/// <param name="QueueId">The queue that was received from.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Receive">The how manieth receive of the message in this queue it was.</param>
internal readonly record struct ReceiptHandle(long QueueId, Guid MessageId, int Receive)
{
    private const int Length = sizeof(long) + 16 + sizeof(int) + 2;
    private const ushort Mark = 0xA0E1;

    public static bool TryParse(string text, out ReceiptHandle handle)
    {
        handle = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (!Convert.TryFromBase64String(text, bytes, out var written) || written != Length)
        {
            return false;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(bytes) != Mark)
        {
            return false;
        }

        handle = new ReceiptHandle(
            BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            new Guid(bytes.Slice(10, 16)),
            BinaryPrimitives.ReadInt32BigEndian(bytes[26..])
        );
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Mark);
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], QueueId);
        MessageId.TryWriteBytes(bytes.Slice(10, 16));
        BinaryPrimitives.WriteInt32BigEndian(bytes[26..], Receive);
        return Convert.ToBase64String(bytes);
    }
}
