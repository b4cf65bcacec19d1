using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Workers.Aws.Signing;

/// <summary>The key of one day, region and service, and the texts that go with it.</summary>
internal sealed class SigningKey
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    private readonly ImmutableCredentials _credentials;
    private readonly string _date;

    public SigningKey(ImmutableCredentials credentials, string date, string region, string service)
    {
        _credentials = credentials;
        _date = date;
        Scope = $"{date}/{region}/{service}/aws4_request";
        AuthorizationPrefix = $"{Algorithm} Credential={credentials.AccessKey}/{Scope}, SignedHeaders=";
        var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes($"AWS4{credentials.SecretKey}"), Encoding.UTF8.GetBytes(date));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(service));
        Bytes = HMACSHA256.HashData(key, "aws4_request"u8);
    }

    public string Scope { get; }

    public string AuthorizationPrefix { get; }

    public byte[] Bytes { get; }

    public bool Fits(ImmutableCredentials credentials, string date) =>
        ReferenceEquals(_credentials, credentials) && string.Equals(_date, date, StringComparison.Ordinal);
}
