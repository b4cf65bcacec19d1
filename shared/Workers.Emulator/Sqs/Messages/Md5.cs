using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Workers.Emulator.Sqs.Messages;

/// <summary>The digests by which SQS's clients check that a message came through whole.</summary>
[SuppressMessage(
    "Security",
    "CA5351",
    Justification = "SQS's protocol defines these digests as MD5; they guard against nothing but accidents."
)]
internal static class Md5
{
    public static string OfText(string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, buffer);
            Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
            MD5.HashData(buffer.AsSpan(0, length), digest);
            return Convert.ToHexStringLower(digest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The digest of attributes: name, type and value of each, in the order of the names, each preceded by its length.</summary>
    public static string OfAttributes(IEnumerable<MessageAttribute> attributes)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var attribute in attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
        {
            Append(digest, Encoding.UTF8.GetBytes(attribute.Name));
            Append(digest, Encoding.UTF8.GetBytes(attribute.DataType));
            digest.AppendData([attribute.BinaryValue is null ? (byte)1 : (byte)2]);
            Append(digest, attribute.BinaryValue ?? Encoding.UTF8.GetBytes(attribute.StringValue!));
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static void Append(IncrementalHash digest, byte[] value)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        digest.AppendData(length);
        digest.AppendData(value);
    }
}
