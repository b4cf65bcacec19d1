using Amazon.Runtime;
using Workers.Aws.Configuration;
using Workers.Aws.Credentials;
using Workers.Aws.Endpoints;
using Workers.Aws.Telemetry;

namespace Workers.Aws.Transport;

/// <summary>What the clients of one set of options share: connections, credentials, settings.</summary>
internal sealed class AwsRuntime : IDisposable
{
    private readonly CredentialsCache _credentials;
    private readonly HttpMessageInvoker _polls;
    private readonly HttpMessageInvoker _calls;
    private readonly AwsSettings _settings;

    public AwsRuntime(AwsClientOptions options, AwsEnvironment? environment = null, ICredentialsProvider? provider = null)
    {
        options.Validate();
        Options = options;
        _settings = new AwsSettings(options, environment ?? AwsEnvironment.Process);
        _credentials = new CredentialsCache(provider ?? new CredentialsProvider(options), options.TimeProvider);
        if (options.HttpMessageHandler is { } given)
        {
            _polls = _calls = new HttpMessageInvoker(given, disposeHandler: false);
        }
        else
        {
            // Apart, so that open polls never take the connection that a result or a heartbeat needs.
            _polls = Connections(options, options.MaxPollConnections);
            _calls = Connections(options, options.MaxCallConnections);
        }
    }

    public AwsClientOptions Options { get; }

    public CallCounts Calls { get; } = new();

    public string Region => _settings.Region;

    public string UserAgent => _settings.UserAgent;

    public Uri Endpoint(AwsService service) => _settings.Endpoint(service);

    public HttpMessageInvoker InvokerFor(CallClass callClass) => callClass is CallClass.Poll ? _polls : _calls;

    public ValueTask<ImmutableCredentials> CredentialsAsync(CancellationToken cancellationToken) =>
        _credentials.GetAsync(cancellationToken);

    public void RefuseCredentials(ImmutableCredentials refused) => _credentials.Invalidate(refused);

    public async Task VerifyCredentialsAsync(CancellationToken cancellationToken) => _ = await CredentialsAsync(cancellationToken);

    public void Dispose()
    {
        _polls.Dispose();
        _calls.Dispose();
        _credentials.Dispose();
    }

    private static HttpMessageInvoker Connections(AwsClientOptions options, int limit) =>
        new(
            new SocketsHttpHandler
            {
                // A signature is good for one address, and cookies have no place here.
                AllowAutoRedirect = false,
                UseCookies = false,
                // The spans are this library's own; AWS has no use for the trace headers of the process.
                ActivityHeadersPropagator = null,
                ConnectTimeout = options.ConnectTimeout,
                EnableMultipleHttp2Connections = true,
                MaxConnectionsPerServer = limit,
                PooledConnectionLifetime = options.PooledConnectionLifetime,
            },
            disposeHandler: true
        );
}
