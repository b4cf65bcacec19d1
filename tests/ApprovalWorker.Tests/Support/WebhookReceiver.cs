using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Workers.Testing.Time;

namespace ApprovalWorker.Tests.Support;

/// <summary>Somebody who is told by webhook, and answers with the given statuses one after the other.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly Channel<(Dictionary<string, string> Headers, string Body)> _received = Channel.CreateUnbounded<(
        Dictionary<string, string>,
        string
    )>();
    private readonly WebApplication _app;

    private WebhookReceiver(int[] statuses)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        var answers = new Queue<int>(statuses);
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            context.Response.StatusCode = answers.Dequeue();
            _received.Writer.TryWrite(
                (context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()), body)
            );
        });
    }

    public string Url { get; private set; } = "";

    public static async Task<WebhookReceiver> StartAsync(params int[] statuses)
    {
        var receiver = new WebhookReceiver(statuses);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        var server = receiver._app.Services.GetRequiredService<IServer>();
        receiver.Url = server.Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";
        return receiver;
    }

    /// <summary>Skips time in small steps until something was received; what is on the wire meanwhile is not the clock's to know.</summary>
    public async Task<(Dictionary<string, string> Headers, string Body)> NextAsync(TestClock clock)
    {
        for (var steps = 0; steps < 200; steps++)
        {
            if (_received.Reader.TryRead(out var received))
            {
                return received;
            }

            await clock.AdvanceAsync(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            await Task.Yield();
        }

        throw new TimeoutException("Nothing was received.");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
