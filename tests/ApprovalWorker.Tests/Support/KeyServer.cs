using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ApprovalWorker.Tests.Support;

/// <summary>Where a load balancer's public key is.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KeyServer(string keyId, string pem)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            Requests.Enqueue(context.Request.Path.Value![1..]);
            if (context.Request.Path == "/" + keyId)
            {
                await context.Response.WriteAsync(pem, context.RequestAborted);
                return;
            }

            await BeforeMiss.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
    }

    public string Url { get; private set; } = "";

    /// <summary>Every id that was asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What it waits for before it says that it has no such key.</summary>
    public Task BeforeMiss { get; set; } = Task.CompletedTask;

    public static async Task<KeyServer> StartAsync(string keyId, string pem)
    {
        var server = new KeyServer(keyId, pem);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        server.Url = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
