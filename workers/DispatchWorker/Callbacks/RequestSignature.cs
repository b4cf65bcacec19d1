using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DispatchWorker.Callbacks;

/// <summary>
/// Signs and verifies: HMAC-SHA256 over <c>timestamp.purpose.id.</c> and the body's bytes, written <c>v1=hexadecimal</c>. The purpose and the
/// id are in it, so that a signature is good for no other call.
/// </summary>
internal static class RequestSignature
{
    /// <summary>The hand-over's id.</summary>
    public const string IdHeader = "X-Dispatch-Id";

    /// <summary>Seconds since 1970, UTC.</summary>
    public const string TimestampHeader = "X-Dispatch-Timestamp";

    /// <summary>The signature.</summary>
    public const string SignatureHeader = "X-Dispatch-Signature";

    /// <summary>The purpose of a webhook; that of a callback is its verb.</summary>
    public const string Handover = "handover";

    private const string Version = "v1=";

    /// <summary>Signs.</summary>
    public static string Sign(byte[] secret, long timestamp, string purpose, string id, ReadOnlySpan<byte> body) =>
        Version + Convert.ToHexStringLower(Compute(secret, timestamp, purpose, id, body));

    /// <summary>Whether one of the secrets made the signature; takes the same time wherever a wrong one differs.</summary>
    public static bool Verify(
        IReadOnlyList<byte[]> secrets,
        string signature,
        long timestamp,
        string purpose,
        string id,
        ReadOnlySpan<byte> body
    )
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (
            !signature.StartsWith(Version, StringComparison.Ordinal)
            || signature.Length != Version.Length + (2 * given.Length)
            || Convert.FromHexString(signature.AsSpan(Version.Length), given, out _, out _) is not System.Buffers.OperationStatus.Done
        )
        {
            return false;
        }

        var matches = false;
        foreach (var secret in secrets)
        {
            matches |= CryptographicOperations.FixedTimeEquals(given, Compute(secret, timestamp, purpose, id, body));
        }

        return matches;
    }

    private static byte[] Compute(byte[] secret, long timestamp, string purpose, string id, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}.{purpose}.{id}.")));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
