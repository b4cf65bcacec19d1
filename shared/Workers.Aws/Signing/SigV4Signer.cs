using System.Security.Cryptography;
using Amazon.Runtime;

namespace Workers.Aws.Signing;

/// <summary>AWS Signature Version 4 in the Authorization header, for requests without a query.</summary>
internal sealed class SigV4Signer(string region, string service)
{
    private SigningKey? _key;
    private SigningTime? _time;

    /// <summary>The second to sign at; goes into <c>X-Amz-Date</c>.</summary>
    public SigningTime TimeOf(DateTimeOffset now) => _time = SigningTime.Of(now, _time);

    /// <summary>Signs a request.</summary>
    /// <param name="credentials">Whose signature it is. A session token is signed only as a header.</param>
    /// <param name="time">When it is signed; the headers hold the same as <c>x-amz-date</c>.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="canonicalPath">The path, see <see cref="CanonicalPath"/>.</param>
    /// <param name="headers">The headers to sign, in the order of their names.</param>
    /// <param name="signedHeaders">Their names, separated by semicolons.</param>
    /// <param name="payload">The body.</param>
    /// <returns>The value of the Authorization header.</returns>
    public string Authorization(
        ImmutableCredentials credentials,
        SigningTime time,
        string method,
        string canonicalPath,
        ReadOnlySpan<SigningHeader> headers,
        string signedHeaders,
        ReadOnlySpan<byte> payload
    )
    {
        // Reading and replacing the key races harmlessly: every key is complete, and checked against the credentials it is used for.
        var key = _key;
        if (key is null || !key.Fits(credentials, time.Date))
        {
            _key = key = new SigningKey(credentials, time.Date, region, service);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var text = new CanonicalWriter(1024);
        try
        {
            WriteRequest(ref text, method, canonicalPath, headers, signedHeaders, payload, hash);
            _ = SHA256.HashData(text.Written, hash);
            text.Clear();
            WriteStringToSign(ref text, time, key, hash);
            _ = HMACSHA256.HashData(key.Bytes, text.Written, hash);
        }
        finally
        {
            text.Dispose();
        }

        Span<char> signature = stackalloc char[SHA256.HashSizeInBytes * 2];
        _ = Convert.TryToHexStringLower(hash, signature, out _);
        return string.Concat(string.Concat(key.AuthorizationPrefix, signedHeaders, ", Signature="), signature);
    }

    private static void WriteRequest(
        ref CanonicalWriter text,
        string method,
        string canonicalPath,
        ReadOnlySpan<SigningHeader> headers,
        string signedHeaders,
        ReadOnlySpan<byte> payload,
        Span<byte> hash
    )
    {
        text.Write(method);
        text.Write((byte)'\n');
        text.Write(canonicalPath);
        text.Write("\n\n");
        foreach (var header in headers)
        {
            text.Write(header.Name);
            text.Write((byte)':');
            text.WriteTrimmed(header.Value);
            text.Write((byte)'\n');
        }

        text.Write((byte)'\n');
        text.Write(signedHeaders);
        text.Write((byte)'\n');
        _ = SHA256.HashData(payload, hash);
        text.WriteHex(hash);
    }

    private static void WriteStringToSign(ref CanonicalWriter text, SigningTime time, SigningKey key, ReadOnlySpan<byte> requestHash)
    {
        text.Write(SigningKey.Algorithm);
        text.Write((byte)'\n');
        text.Write(time.Stamp);
        text.Write((byte)'\n');
        text.Write(key.Scope);
        text.Write((byte)'\n');
        text.WriteHex(requestHash);
    }
}
