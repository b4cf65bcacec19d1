using System.Net.Sockets;
using ApprovalWorker.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting;

namespace ApprovalWorker.Web;

/// <summary>Serves the inbox beside the worker: started before its polls and stopped after them, so that people can decide as long as it lives.</summary>
internal sealed partial class InboxServer(
    ApprovalSettings settings,
    InboxAddress address,
    InboxRoutes pages,
    LinkRoutes links,
    ApiRoutes api,
    ILoggerFactory loggers,
    ILogger<InboxServer> logger
) : IHostedService, IAsyncDisposable
{
    private const int MaxBody = 64 * 1024;

    // Open requests are short: a form, a store, one call.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    private WebApplication? _app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Nothing of ASP.NET Core's own configuration: its settings would be a second way to say the same.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(settings.Inbox.Url);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxBody;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ILoggerFactory>(new QuietLoggers(loggers));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopTimeout);

        var app = builder.Build();
        app.Use(GuardAsync);
        app.UseRouting();
        pages.Map(app);
        links.Map(app);
        api.Map(app);
        app.MapGet("/assets/inbox.css", Assets.StyleAsync);
        app.UseEndpoints(static _ => { });
        _app = app;
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new WorkerConfigurationException(
                $"Inbox:Url is '{settings.Inbox.Url}': it cannot be listened on ({exception.Message}). Choose an address that is free on this machine; the environment variable is Inbox__Url.",
                exception
            );
        }

        var server = app.Services.GetRequiredService<IServer>();
        address.ListensOn(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        LogListening(address.PublicUrl, settings.Approvers.IsOpen ? "whoever is signed in" : string.Join(", ", settings.Approvers.Entries));
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception)
        {
            await FailAsync(context, exception.StatusCode, "The request cannot be read", exception.Message);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            LogFailed(exception, context.Request.Method);
            await FailAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "The store does not answer",
                "Load the page again in a moment: it shows whether a decision was taken."
            );
        }
    }

    private static Task FailAsync(HttpContext context, int status, string title, string text)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            ? ApiReplies.ErrorAsync(context, status, "Unavailable", $"{title}. {text}")
            : Replies.HtmlAsync(context, status, MessagePages.Write(title, text, null, "/", "Go to the pending requests"));
    }

    [LoggerMessage(LogLevel.Information, "The inbox is at {Url}; those who may decide: {Approvers}")]
    private partial void LogListening(string url, string approvers);

    // Without the path: a link in it is as good as a key.
    [LoggerMessage(LogLevel.Error, "A {Method} request to the inbox failed")]
    private partial void LogFailed(Exception exception, string method);

    /// <summary>The worker's loggers, without the server's account of every request: paths may hold links.</summary>
    private sealed class QuietLoggers(ILoggerFactory inner) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

        public ILogger CreateLogger(string categoryName) => new QuietLogger(inner.CreateLogger(categoryName));

        public void Dispose()
        {
            // The loggers belong to the worker.
        }
    }

    private sealed class QuietLogger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
