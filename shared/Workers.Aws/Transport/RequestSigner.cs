using Amazon.Runtime;
using Workers.Aws.Endpoints;
using Workers.Aws.Signing;

namespace Workers.Aws.Transport;

/// <summary>Makes one service's signed requests.</summary>
internal sealed class RequestSigner
{
    private const string SecurityToken = "x-amz-security-token";

    private readonly AwsService _service;
    private readonly Uri _endpoint;
    private readonly SigV4Signer _signer;
    private readonly string _canonicalPath;
    private readonly string _host;
    private readonly string _userAgent;
    private readonly string _signedHeaders;
    private readonly string _signedHeadersWithToken;

    public RequestSigner(AwsService service, string region, Uri endpoint, string userAgent)
    {
        _service = service;
        _endpoint = endpoint;
        _userAgent = userAgent;
        _signer = new SigV4Signer(region, service.SigningName);
        _canonicalPath = CanonicalPath.Of(endpoint.AbsolutePath);
        _host =
            endpoint.HostNameType is UriHostNameType.IPv6 || endpoint.IsDefaultPort
                ? endpoint.Authority
                : $"{endpoint.IdnHost}:{endpoint.Port}";
        var last = service.QueryMode ? ";x-amz-target;x-amzn-query-mode" : ";x-amz-target";
        _signedHeaders = $"content-type;host;x-amz-date{last}";
        _signedHeadersWithToken = $"content-type;host;x-amz-date;{SecurityToken}{last}";
    }

    public HttpRequestMessage Sign(
        string target,
        HttpContent content,
        ReadOnlySpan<byte> body,
        ImmutableCredentials credentials,
        DateTimeOffset now
    )
    {
        var time = _signer.TimeOf(now);
        var withToken = credentials.UseToken;
        Span<SigningHeader> headers =
        [
            new("content-type", _service.ContentType),
            new("host", _host),
            new("x-amz-date", time.Stamp),
            default,
            default,
            default,
        ];
        var count = 3;
        if (withToken)
        {
            headers[count++] = new(SecurityToken, credentials.Token);
        }

        headers[count++] = new("x-amz-target", target);
        if (_service.QueryMode)
        {
            headers[count++] = new("x-amzn-query-mode", "true");
        }

        var message = new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Content = content,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        };
        var authorization = _signer.Authorization(
            credentials,
            time,
            "POST",
            _canonicalPath,
            headers[..count],
            withToken ? _signedHeadersWithToken : _signedHeaders,
            body
        );
        _ = message.Headers.TryAddWithoutValidation("Authorization", authorization);
        _ = message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        foreach (var header in headers[2..count])
        {
            _ = message.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return message;
    }
}
