using System.Net.Sockets;
using DispatchWorker.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workers.Hosting;

namespace DispatchWorker.Callbacks;

/// <summary>Puts the callback API on the network. It is stopped last: processors may answer while the worker winds down.</summary>
internal sealed partial class CallbackServer : IHostedService, IDisposable
{
    private readonly CallbackSettings _settings;
    private readonly CallbackEndpoint _endpoint;
    private readonly KestrelServer _kestrel;
    private readonly ILogger<CallbackServer> _logger;

    public CallbackServer(DispatchSettings settings, CallbackEndpoint endpoint, ILoggerFactory loggers)
    {
        _settings = settings.Callbacks;
        _endpoint = endpoint;
        _logger = loggers.CreateLogger<CallbackServer>();
        var options = new KestrelServerOptions { AddServerHeader = false };

        // The endpoint measures for itself and answers 413; up to here the rest of the body is read away, so that the answer arrives.
        options.Limits.MaxRequestBodySize = 4 * CallbackEndpoint.LongestBody;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        _kestrel = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers),
            loggers
        );
    }

    /// <summary>The address it listens on, with the port that was taken.</summary>
    public string Address { get; private set; } = "";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var addresses = _kestrel.Features.Get<IServerAddressesFeature>()!.Addresses;
        addresses.Add(_settings.Url);
        try
        {
            await _kestrel.StartAsync(new Application(_endpoint), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException)
        {
            throw new WorkerConfigurationException(
                $"The callback API cannot listen on {_settings.Url}: {exception.Message} Set Callbacks:Url (environment variable Callbacks__Url) to a free address of this machine.",
                exception
            );
        }

        Address = addresses.First().TrimEnd('/');
        LogListening(Address, _settings.PublicUrl);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _kestrel.StopAsync(cancellationToken);

    public void Dispose() => _kestrel.Dispose();

    [LoggerMessage(LogLevel.Information, "The callback API listens on {Address}; processors are told {PublicUrl}")]
    private partial void LogListening(string address, string publicUrl);

    private sealed class Application(CallbackEndpoint endpoint) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => endpoint.HandleAsync(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
            // Nothing was made for it.
        }
    }
}
