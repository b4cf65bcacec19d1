using Workers.Aws.Endpoints;
using Workers.Aws.Transport;

namespace Workers.Aws.EventBridge;

/// <summary>Calls Amazon EventBridge over HTTP. Thread-safe; one client serves a whole process.</summary>
/// <remarks>
/// Calls are tried <see cref="AwsClientOptions.MaxAttempts"/> times when AWS throttles or fails in passing; an event may then be delivered
/// twice. Failures are <see cref="AwsServiceException"/>, <see cref="AwsConnectionException"/> or <see cref="AwsCredentialsException"/>.
/// </remarks>
public sealed class EventBridgeClient : IEventBridge, IDisposable
{
    private readonly AwsRuntime _runtime;
    private readonly AwsTransport _transport;
    private readonly bool _owned;

    /// <summary>Creates a client with connections of its own, which <see cref="Dispose"/> closes.</summary>
    /// <param name="options">How to reach AWS; <see langword="null"/> for what the environment says.</param>
    /// <exception cref="AwsConfigurationException">A setting, a variable or a profile cannot be used.</exception>
    public EventBridgeClient(AwsClientOptions? options = null)
        : this(new AwsRuntime(options ?? new AwsClientOptions()), owned: true) { }

    internal EventBridgeClient(AwsRuntime runtime, bool owned)
    {
        _runtime = runtime;
        _owned = owned;
        _transport = new AwsTransport(runtime, AwsService.EventBridge);
    }

    /// <summary>Where the calls go.</summary>
    public Uri Endpoint => _transport.Endpoint;

    /// <summary>Finds the credentials now rather than with the first call.</summary>
    /// <exception cref="AwsCredentialsException">There are none; the message says where they were looked for, and what to do.</exception>
    public Task VerifyCredentialsAsync(CancellationToken cancellationToken = default) => _runtime.VerifyCredentialsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<PutEventsResponse> PutEventsAsync(PutEventsRequest request, CancellationToken cancellationToken = default) =>
        (await _transport.SendAsync(EventBridgeOperations.PutEvents, request, cancellationToken))!;

    /// <summary>Closes the connections, unless they belong to <see cref="AwsClients"/>.</summary>
    public void Dispose()
    {
        if (_owned)
        {
            _runtime.Dispose();
        }
    }
}
