using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Workers.Emulator.StepFunctions;

/// <summary>
/// Makes task tokens that nobody can guess, and recognises its own for as long as the emulator runs: a token that was closed long ago needs
/// no memory to be told from one that never was.
/// </summary>
internal sealed class TokenSeal
{
    private const int BodyLength = 20;
    private const int SealLength = 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>A new token.</summary>
    /// <param name="tasksId">Says which tasks it belongs to; comes back from <see cref="TryOpen"/>.</param>
    public string Create(int tasksId)
    {
        Span<byte> token = stackalloc byte[BodyLength + SealLength];
        RandomNumberGenerator.Fill(token[..16]);
        BinaryPrimitives.WriteInt32BigEndian(token[16..], tasksId);
        Seal(token[..BodyLength], token[BodyLength..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Whether the token is one of this emulator's.</summary>
    public bool TryOpen(string token, out int tasksId)
    {
        tasksId = -1;
        Span<byte> bytes = stackalloc byte[BodyLength + SealLength];
        Span<byte> seal = stackalloc byte[SealLength];
        if (
            Base64Url.GetMaxDecodedLength(token.Length) != bytes.Length
            || !Base64Url.IsValid(token)
            || Base64Url.DecodeFromChars(token, bytes) != bytes.Length
        )
        {
            return false;
        }

        Seal(bytes[..BodyLength], seal);
        if (!CryptographicOperations.FixedTimeEquals(seal, bytes[BodyLength..]))
        {
            return false;
        }

        tasksId = BinaryPrimitives.ReadInt32BigEndian(bytes[16..]);
        return true;
    }

    private void Seal(ReadOnlySpan<byte> body, Span<byte> seal)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, body, hash);
        hash[..SealLength].CopyTo(seal);
    }
}
