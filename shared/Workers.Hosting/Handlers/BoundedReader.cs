using System.Text;

namespace Workers.Hosting.Handlers;

/// <summary>Reads what others write without letting them fill the worker's memory.</summary>
internal static class BoundedReader
{
    // What of a program's or a service's complaint becomes the cause: enough for a stack trace.
    public const int CauseBytes = 8192;

    private const int ChunkBytes = 16_384;

    /// <summary>Reads to the end, but keeps no more than a limit.</summary>
    /// <param name="stream">What to read.</param>
    /// <param name="most">How many bytes may come.</param>
    /// <param name="onTooLarge">Told once when more came; what follows is thrown away, so that the writer is not blocked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream,
        int most,
        Action onTooLarge,
        CancellationToken cancellationToken
    )
    {
        var kept = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        var isTooLarge = false;
        while (await stream.ReadAsync(chunk, cancellationToken) is > 0 and var read)
        {
            if (!isTooLarge && kept.Length + read > most)
            {
                isTooLarge = true;
                kept.SetLength(0);
                onTooLarge();
            }
            else if (!isTooLarge)
            {
                kept.Write(chunk.AsSpan(0, read));
            }
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    /// <summary>Reads to the end and keeps the last bytes, as text.</summary>
    public static async Task<string> ReadTailAsync(Stream stream, CancellationToken cancellationToken)
    {
        var tail = new byte[2 * CauseBytes];
        var length = 0;
        var isCut = false;
        while (await stream.ReadAsync(tail.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
            if (length == tail.Length)
            {
                // The older half makes room.
                tail.AsSpan(CauseBytes).CopyTo(tail);
                length = CauseBytes;
                isCut = true;
            }
        }

        var from = Math.Max(0, length - CauseBytes);
        return ToText(tail.AsSpan(from, length - from), isCut || from > 0);
    }

    /// <summary>Reads the first bytes, as text.</summary>
    public static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[CauseBytes];
        var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return ToText(head.AsSpan(0, length), isCut: false);
    }

    private static string ToText(ReadOnlySpan<byte> utf8, bool isCut)
    {
        // A cut may fall into a character.
        while (isCut && utf8.Length > 0 && (utf8[0] & 0xC0) == 0x80)
        {
            utf8 = utf8[1..];
        }

        return (isCut ? "…" : "") + Encoding.UTF8.GetString(utf8).Trim();
    }
}
