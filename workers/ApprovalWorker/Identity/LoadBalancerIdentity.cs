using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ApprovalWorker.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ApprovalWorker.Identity;

/// <summary>
/// Believes the header <c>x-amzn-oidc-data</c> of an Application Load Balancer: a JWT signed with ES256. Signature, signer and expiry are
/// checked; whoever reaches the worker past the load balancer cannot make one.
/// </summary>
internal sealed partial class LoadBalancerIdentity(
    ApprovalSettings settings,
    PublicKeys keys,
    TimeProvider time,
    ILogger<LoadBalancerIdentity> logger
) : IIdentitySource
{
    /// <summary>The header's name.</summary>
    public const string Header = "x-amzn-oidc-data";

    private const int MaxHeader = 16_384;

    /// <inheritdoc/>
    public async ValueTask<Person?> IdentifyAsync(HttpContext context)
    {
        var values = context.Request.Headers[Header];
        if (values.Count != 1 || values[0] is not { Length: > 0 and <= MaxHeader } token)
        {
            return null;
        }

        try
        {
            return await VerifyAsync(token, context.RequestAborted);
        }
        catch (Exception exception)
            when (exception is JsonException or FormatException or CryptographicException or InvalidOperationException)
        {
            LogRefused("it is malformed");
            return null;
        }
    }

    /// <inheritdoc/>
    public string AddressOf(HttpContext context)
    {
        // The load balancer appends the address it saw itself; what stands before it is the client's own word.
        var seen = context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        return IPAddress.TryParse(seen, out var address) ? address.ToString() : context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
    }

    private async Task<Person?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return Refuse("it has not three parts");
        }

        using var header = JsonDocument.Parse(Decode(parts[0]));
        if (Text(header, "alg") != "ES256")
        {
            return Refuse("it is not signed with ES256");
        }

        if (Text(header, "signer") != settings.Identity.SignerArn)
        {
            return Refuse("another load balancer has signed it (Identity:SignerArn)");
        }

        if (Text(header, "kid") is not { } keyId || await keys.GetAsync(keyId, cancellationToken) is not { } key)
        {
            return Refuse("its key cannot be found");
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(key);
        if (!ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256))
        {
            return Refuse("its signature is wrong");
        }

        using var claims = JsonDocument.Parse(Decode(parts[1]));
        if (!IsCurrent(header) || !IsCurrent(claims))
        {
            return Refuse("it has expired");
        }

        return PersonClaims.Read(claims.RootElement, settings.Identity.GroupsClaim) ?? Refuse("it names nobody");
    }

    // The load balancer writes exp into both parts, in the header as a number.
    private bool IsCurrent(JsonDocument part) =>
        part.RootElement.TryGetProperty("exp", out var given)
        && (given.ValueKind is JsonValueKind.String ? long.TryParse(given.GetString(), out var expires) : given.TryGetInt64(out expires))
        && expires > time.GetUtcNow().ToUnixTimeSeconds();

    private Person? Refuse(string reason)
    {
        LogRefused(reason);
        return null;
    }

    private static string? Text(JsonDocument part, string name) =>
        part.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    // The load balancer pads, contrary to the standard.
    private static byte[] Decode(string part) => Base64Url.DecodeFromChars(part.TrimEnd('='));

    [LoggerMessage(LogLevel.Warning, "An x-amzn-oidc-data header is not believed: {Reason}")]
    private partial void LogRefused(string reason);
}
