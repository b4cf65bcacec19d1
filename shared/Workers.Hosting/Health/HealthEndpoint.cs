using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Health;

/// <summary>
/// Answers <c>GET /health/live</c> and <c>/health/ready</c> on the loopback address: 200 or 503, with a body like
/// <c>{"status":"ready"}</c> or <c>{"status":"not ready","reasons":["…"]}</c>.
/// </summary>
internal sealed partial class HealthEndpoint(WorkerSettings settings, WorkerHealth health, ILogger<HealthEndpoint> logger) : IDisposable
{
    // People read the reasons: apostrophes stay as they are.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private HttpListener? _listener;

    /// <summary>Where the endpoint listens, as the probe asks it.</summary>
    public static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    /// <exception cref="WorkerConfigurationException">The port is in use or forbidden.</exception>
    public void Open()
    {
        var port = settings.Health.Port;
        if (port == 0)
        {
            return;
        }

        var listener = new HttpListener();
        listener.Prefixes.Add(Address(port) + "/");
        try
        {
            listener.Start();
        }
        catch (HttpListenerException exception)
        {
            listener.Close();
            throw new WorkerConfigurationException(
                SettingPath.Describe(
                    "Health:Port",
                    port.ToString(CultureInfo.InvariantCulture),
                    $"cannot be listened on ({exception.Message}); choose a port that nobody else on this machine uses, or 0 for no health endpoint"
                ),
                exception
            );
        }

        _listener = listener;
        _ = AnswerAsync(listener);
    }

    public void Dispose() => _listener?.Close();

    private async Task AnswerAsync(HttpListener listener)
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                await AnswerAsync(context);
            }
            catch (Exception exception)
            {
                // A client that hangs up, or the listener's end; neither may end the endpoint's loop early.
                if (listener.IsListening)
                {
                    LogFailed(exception);
                }
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (word, reasons) = context.Request.Url?.AbsolutePath switch
        {
            "/health/live" => ("live", health.NotLive()),
            "/health/ready" => ("ready", health.NotReady()),
            _ => ("", []),
        };
        var response = context.Response;
        using (response)
        {
            if (word.Length == 0 || context.Request.HttpMethod != "GET")
            {
                response.StatusCode = word.Length == 0 ? 404 : 405;
                return;
            }

            response.StatusCode = reasons.Count == 0 ? 200 : 503;
            response.ContentType = "application/json";
            response.Headers["Cache-Control"] = "no-store";
            var body = Body(word, reasons);
            response.ContentLength64 = body.Length;
            await response.OutputStream.WriteAsync(body);
        }
    }

    private static ReadOnlyMemory<byte> Body(string word, IReadOnlyList<string> reasons)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Readable);
        writer.WriteStartObject();
        writer.WriteString("status", reasons.Count == 0 ? word : "not " + word);
        if (reasons.Count > 0)
        {
            writer.WriteStartArray("reasons");
            foreach (var reason in reasons)
            {
                writer.WriteStringValue(reason);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    [LoggerMessage(LogLevel.Warning, "A health request could not be answered")]
    private partial void LogFailed(Exception exception);
}
