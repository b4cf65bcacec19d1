using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalFleet.Outside;

/// <summary>Puts what is outside the fleet on a port of this machine.</summary>
internal sealed class OutsideServer : IAsyncDisposable
{
    /// <summary>Any free port of this machine alone.</summary>
    public const string AnyPort = "http://127.0.0.1:0";

    private readonly WebApplication _application;

    private OutsideServer(WebApplication application) => _application = application;

    /// <summary>Where it is.</summary>
    public string Address => _application.Urls.First();

    /// <summary>Starts it.</summary>
    /// <param name="url">Where it is to listen.</param>
    /// <param name="tariff">What answers <c>POST /tariff</c>.</param>
    /// <param name="payments">What answers <c>POST /payments</c>; <c>GET</c> tells how often each claim was paid.</param>
    /// <param name="signIn">What answers <c>GET /keys/…</c>, where the fleet believes a load balancer's sign-in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetException">It cannot listen there.</exception>
    public static async Task<OutsideServer> StartAsync(
        string url,
        TariffService tariff,
        PaymentProvider payments,
        SignIn? signIn,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var application = builder.Build();
        application.MapPost("/tariff", (RequestDelegate)tariff.HandleAsync);
        application.MapPost("/payments", (RequestDelegate)payments.HandleAsync);
        application.MapGet("/payments", (RequestDelegate)payments.TellAsync);
        if (signIn is not null)
        {
            application.MapGet("/keys/{id}", (RequestDelegate)signIn.HandleAsync);
        }

        try
        {
            await application.StartAsync(cancellationToken);
            return new OutsideServer(application);
        }
        catch (IOException exception)
        {
            await application.DisposeAsync();
            throw new FleetException($"Tariff service and payment provider cannot listen on {url}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
