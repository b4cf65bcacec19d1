using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalFleet.Outside;

/// <summary>Puts what is outside the fleet on a port of this machine.</summary>
internal sealed class OutsideServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private OutsideServer(WebApplication application) => _application = application;

    /// <summary>Where it is.</summary>
    public string Address => _application.Urls.First();

    /// <summary>Starts it.</summary>
    public static async Task<OutsideServer> StartAsync(TariffService tariff, PaymentProvider payments, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.MapPost("/tariff", (RequestDelegate)tariff.HandleAsync);
        application.MapPost("/payments", (RequestDelegate)payments.HandleAsync);
        await application.StartAsync(cancellationToken);
        return new OutsideServer(application);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
