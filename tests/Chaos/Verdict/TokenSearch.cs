using System.Text;

namespace Chaos.Verdict;

/// <summary>
/// Searches what was written for task tokens and for secrets of payloads. Whether something is a token is asked of the emulator, which knows
/// its own, open or closed: so that no list of tokens is needed, which would be one more place where they are written down.
/// </summary>
/// <param name="isToken">Whether the emulator has handed this token out.</param>
internal sealed class TokenSearch(Func<string, CancellationToken, Task<bool>> isToken)
{
    /// <summary>How long the emulator's tokens are.</summary>
    public const int TokenLength = 48;

    private const int ChunkLength = 1 << 20;
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes(ChaosNames.Secret);

    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);

    /// <summary>What was found where: <c>file: what</c>, without the token itself.</summary>
    public List<string> Found { get; } = [];

    /// <summary>How many different tokens were found.</summary>
    public int Tokens { get; private set; }

    /// <summary>How often a secret of a payload was found.</summary>
    public int Secrets { get; private set; }

    /// <summary>How many bytes were searched.</summary>
    public long Bytes { get; private set; }

    /// <summary>Searches a file.</summary>
    public async Task SearchAsync(string file, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(file);
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var buffer = new byte[ChunkLength];
        var kept = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer.AsMemory(kept), cancellationToken)) > 0)
        {
            Bytes += read;
            var length = kept + read;
            var (candidates, secrets) = Scan(buffer.AsSpan(0, length), kept);
            if (secrets > 0)
            {
                Secrets += secrets;
                Found.Add($"{name}: {secrets} secrets of payloads");
            }

            foreach (var candidate in candidates.Where(_checked.Add))
            {
                if (await isToken(candidate, cancellationToken))
                {
                    Tokens++;
                    Found.Add($"{name}: a task token");
                }
            }

            // What a chunk's end may have cut in two is looked at again, with the next one.
            kept = Math.Min(length, TokenLength - 1);
            buffer.AsSpan(length - kept, kept).CopyTo(buffer);
        }
    }

    private static (List<string> Candidates, int Secrets) Scan(ReadOnlySpan<byte> text, int seen)
    {
        var candidates = new List<string>();
        var run = 0;
        for (var index = 0; index < text.Length; index++)
        {
            run = IsOfToken(text[index]) ? run + 1 : 0;
            if (run >= TokenLength && LooksRandom(text.Slice(index + 1 - TokenLength, TokenLength)))
            {
                candidates.Add(Encoding.ASCII.GetString(text.Slice(index + 1 - TokenLength, TokenLength)));
            }
        }

        var secrets = 0;
        var position = 0;
        for (int next; (next = text[position..].IndexOf(Secret)) >= 0; position += next + 1)
        {
            // One that ends within what was kept has been counted with the chunk before.
            secrets += position + next + Secret.Length > seen ? 1 : 0;
        }

        return (candidates, secrets);
    }

    private static bool IsOfToken(byte character) => char.IsAsciiLetterOrDigit((char)character) || character is (byte)'-' or (byte)'_';

    // Digests, ids and words in lower case are no tokens: 48 random characters have letters of both cases.
    private static bool LooksRandom(ReadOnlySpan<byte> text) =>
        text.IndexOfAnyInRange((byte)'A', (byte)'Z') >= 0 && text.IndexOfAnyInRange((byte)'a', (byte)'z') >= 0;
}
