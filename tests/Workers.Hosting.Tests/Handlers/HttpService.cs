using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Tests.Handlers;

/// <summary>A service on the loopback interface.</summary>
internal sealed class HttpService : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HttpService(WebApplication application) => _application = application;

    public string Url => _application.Urls.First() + "/jobs";

    public List<(string Body, Dictionary<string, string> Headers)> Requests { get; } = [];

    public static Task<HttpService> AnsweringAsync(int status, string body) =>
        StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
        });

    public static async Task<HttpService> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var service = new HttpService(builder.Build());
        service._application.Urls.Add("http://127.0.0.1:0");
        service._application.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            var headers = context.Request.Headers.ToDictionary(
                header => header.Key,
                header => header.Value.ToString(),
                StringComparer.OrdinalIgnoreCase
            );
            service.Requests.Add((body, headers));
            await answer(context);
        });
        await service._application.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
