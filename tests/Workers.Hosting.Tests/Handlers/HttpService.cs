using System.Net;
using System.Text;

namespace Workers.Hosting.Tests.Handlers;

/// <summary>A service on the loopback interface.</summary>
internal sealed class HttpService : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public HttpService(Func<HttpListenerContext, Task> answer)
    {
        // HttpListener cannot choose a free port by itself.
        for (var port = Random.Shared.Next(20_000, 60_000); ; port = Random.Shared.Next(20_000, 60_000))
        {
            try
            {
                Url = $"http://127.0.0.1:{port}/jobs";
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                break;
            }
            catch (HttpListenerException)
            {
                // Taken: the next one.
            }
        }

        _loop = ServeAsync(answer);
    }

    public string Url { get; }

    public List<(string Body, Dictionary<string, string> Headers)> Requests { get; } = [];

    public static HttpService Answering(int status, string body) =>
        new(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        });

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task ServeAsync(Func<HttpListenerContext, Task> answer)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                var headers = context.Request.Headers;
                Requests.Add(
                    (
                        await reader.ReadToEndAsync(),
                        headers.AllKeys.ToDictionary(key => key!, key => headers[key]!, StringComparer.OrdinalIgnoreCase)
                    )
                );
                await answer(context);
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The test is over, or its client went away.
        }
    }
}
