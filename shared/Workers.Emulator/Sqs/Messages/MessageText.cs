using System.Text;

namespace Workers.Emulator.Sqs.Messages;

/// <summary>What text may be sent: the characters of XML 1.0.</summary>
internal static class MessageText
{
    /// <exception cref="Protocol.AwsErrorException">The text has a character that SQS refuses.</exception>
    public static void Check(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 && !text.AsSpan().ContainsAny('\uFFFE', '\uFFFF'))
        {
            return;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsAllowed(rune.Value))
            {
                throw SqsErrors.InvalidMessageContents(rune.Value);
            }
        }
    }

    public static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    private static bool IsAllowed(int character) =>
        character is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF);
}
