using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ApprovalWorker.Requests;
using ApprovalWorker.Settings;

namespace ApprovalWorker.Notifications;

/// <summary>What a link says.</summary>
/// <param name="RequestId">Which request it lets its holder decide.</param>
/// <param name="Nonce">Which link it is.</param>
internal sealed record LinkClaim(string RequestId, string Nonce);

/// <summary>
/// Makes and checks the links in notifications: <c>{request}.{nonce}.{expiry, in Unix seconds}.{HMAC-SHA256 of it all, Base64url}</c>. A
/// link is no task token and leads to none.
/// </summary>
internal sealed class LinkSigner(ApprovalSettings settings, TimeProvider time)
{
    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, settings.SigningKey, 32, info: "approval links v1"u8.ToArray());

    /// <summary>The text of a link.</summary>
    public string Sign(string requestId, SentLink link)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{requestId}.{link.Nonce}.{link.ExpiresAt.ToUnixTimeSeconds()}");
        return $"{text}.{Base64Url.EncodeToString(Mac(text))}";
    }

    /// <summary>Reads a link.</summary>
    /// <returns>What it says, or <see langword="null"/> when it was not made here or has expired.</returns>
    public LinkClaim? Verify(string link)
    {
        var parts = link.Split('.');
        if (parts.Length != 4 || !IsBase64Url(parts[3]))
        {
            return null;
        }

        var text = link[..link.LastIndexOf('.')];
        if (!CryptographicOperations.FixedTimeEquals(Mac(text), Base64Url.DecodeFromChars(parts[3])))
        {
            return null;
        }

        var expires = long.Parse(parts[2], CultureInfo.InvariantCulture);
        return expires > time.GetUtcNow().ToUnixTimeSeconds() ? new LinkClaim(parts[0], parts[1]) : null;
    }

    private static bool IsBase64Url(string text) => text.Length is > 0 and <= 64 && Base64Url.IsValid(text);

    private byte[] Mac(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));
}
