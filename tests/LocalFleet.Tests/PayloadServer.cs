using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalFleet.Tests;

/// <summary>Answers with payloads by their path, and with 404 for any other.</summary>
internal sealed class PayloadServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private PayloadServer(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.First() + "/");

    public static async Task<PayloadServer> StartAsync(Dictionary<string, string> payloads, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(context =>
        {
            if (payloads.TryGetValue(context.Request.Path.Value!, out var payload))
            {
                return context.Response.WriteAsync(payload, context.RequestAborted);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await application.StartAsync(cancellationToken);
        return new PayloadServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
