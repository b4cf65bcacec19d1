using System.Net;
using Chaos.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Chaos.Effects;

/// <summary>Puts what is outside the fleet on a port: the service that does effects, and the collector of telemetry.</summary>
internal sealed class OutsideServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private readonly OtlpSink _telemetry;

    private OutsideServer(WebApplication application, OtlpSink telemetry)
    {
        _application = application;
        _telemetry = telemetry;
    }

    /// <summary>Where it is.</summary>
    public string Address => _application.Urls.First();

    /// <summary>How many bytes of telemetry came, by signal.</summary>
    public IReadOnlyDictionary<string, long> TelemetryBytes => _telemetry.Bytes;

    /// <summary>Starts it.</summary>
    /// <param name="address">Where to listen, on a free port.</param>
    /// <param name="effects">Does effects.</param>
    /// <param name="telemetry">Takes telemetry; ends with the server.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<OutsideServer> StartAsync(
        IPAddress address,
        EffectService effects,
        OtlpSink telemetry,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{address}:0");
        var application = builder.Build();
        application.MapPost("/effects", (RequestDelegate)effects.HandleAsync);
        application.MapPost("/v1/{signal}", (RequestDelegate)telemetry.HandleAsync);
        await application.StartAsync(cancellationToken);
        return new OutsideServer(application, telemetry);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _telemetry.Dispose();
    }
}
