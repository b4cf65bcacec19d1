using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LocalFleet.Outside;

/// <summary>
/// The sign-in of a load balancer in front of the inbox: every request carries who is signed in, signed with a key whose public part anybody may
/// fetch. It knows of the inbox what its documentation says.
/// </summary>
internal sealed class SignIn(string signerArn, TimeProvider time) : IDisposable
{
    /// <summary>The header that says who is signed in.</summary>
    public const string Header = "x-amzn-oidc-data";

    private const string KeyId = "local-fleet";
    private const int ValidSeconds = 120;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Answers a request for the public key.</summary>
    public Task HandleAsync(HttpContext context) =>
        context.Response.WriteAsync(_key.ExportSubjectPublicKeyInfoPem(), context.RequestAborted);

    /// <summary>The header's value for somebody who has just signed in.</summary>
    /// <param name="email">Who.</param>
    public string Sign(string email)
    {
        var expires = time.GetUtcNow().ToUnixTimeSeconds() + ValidSeconds;
        var header = $$"""{"alg":"ES256","kid":"{{KeyId}}","signer":"{{signerArn}}","exp":{{expires}}}""";
        var claims = $$"""{"sub":"{{email}}","email":"{{email}}","email_verified":"true","exp":{{expires}}}""";
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
