using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting.Handlers;

/// <summary>Posts jobs to services.</summary>
internal sealed class HttpPost(TimeProvider time) : IDisposable
{
    private const int DefaultTimeoutSeconds = 100;

    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            // A redirected POST would arrive as a GET, or at somebody who was not meant.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <returns>The response's body.</returns>
    /// <exception cref="JobFailedException">It failed, by name.</exception>
    public async Task<ReadOnlyMemory<byte>> RunAsync(
        HandlerOptions options,
        ReadOnlyMemory<byte> input,
        JobContext context,
        CancellationToken cancellationToken
    )
    {
        var seconds = options.TimeoutSeconds ?? DefaultTimeoutSeconds;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = Request(options, input, context);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over.Token);
            await using var body = await response.Content.ReadAsStreamAsync(over.Token);
            return response.IsSuccessStatusCode
                ? await BoundedReader.ReadAsync(body, options.MaxOutputBytes, () => throw TooLarge(request, options), over.Token)
                : throw Failed(request, options, response.StatusCode, await BoundedReader.ReadHeadAsync(body, over.Token));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new JobFailedException(HandlerErrors.HttpTimeout, $"{Place(request)} did not answer within {seconds} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new JobFailedException(Name(exception), $"{Place(request)} cannot be posted to: {Reason(exception)}", exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage Request(HandlerOptions options, ReadOnlyMemory<byte> input, JobContext context)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new ReadOnlyMemoryContent(input) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Add(request, "Accept", "application/json");
        Add(request, "Idempotency-Key", context.IdempotencyKey);
        Add(request, "Workers-Source", context.SourceName);
        Add(request, "Workers-Execution", context.Envelope.Execution);
        Add(request, "Workers-State", context.Envelope.State);
        Add(request, "Workers-Attempt", context.Attempt.ToString(CultureInfo.InvariantCulture));
        Add(request, "traceparent", TraceContext.Current(context));
        foreach (var (name, value) in options.Headers)
        {
            // Given by the operator as it is to be sent; the names were checked at start.
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    // Headers are ASCII; names of states need not be.
    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            var isPlain = value.All(character => character is > ' ' and < '\x7f' or ' ');
            request.Headers.TryAddWithoutValidation(name, isPlain ? value : Uri.EscapeDataString(value));
        }
    }

    private static JobFailedException Failed(HttpRequestMessage request, HandlerOptions options, HttpStatusCode status, string body)
    {
        var code = ((int)status).ToString(CultureInfo.InvariantCulture);
        var answer = $"{Place(request)} answered {code}.";
        return new JobFailedException(
            options.ErrorNames.TryGetValue(code, out var name) ? name : HandlerErrors.HttpStatus + code,
            $"{answer} {body}".TrimEnd()
        )
        {
            LoggedCause = body.Length > 0 ? $"{answer} Its body is in the cause that was reported." : answer,
        };
    }

    private static JobFailedException TooLarge(HttpRequestMessage request, HandlerOptions options) =>
        new(
            WorkerErrors.OutputTooLarge,
            $"{Place(request)} answered with more than {options.MaxOutputBytes} bytes. Store the output elsewhere and return a reference to it."
        );

    private static string Name(Exception exception) =>
        exception is HttpRequestException request
            ? request.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => HandlerErrors.HttpNameResolution,
                HttpRequestError.SecureConnectionError => HandlerErrors.HttpSecureConnection,
                HttpRequestError.InvalidResponse
                or HttpRequestError.HttpProtocolError
                or HttpRequestError.VersionNegotiationError
                or HttpRequestError.ConfigurationLimitExceeded => HandlerErrors.HttpProtocol,
                _ => HandlerErrors.HttpConnection,
            }
            : HandlerErrors.HttpConnection;

    private static string Reason(Exception exception) => exception.InnerException?.Message ?? exception.Message;

    // Without the query, which may hold a secret.
    private static string Place(HttpRequestMessage request) =>
        request.RequestUri!.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
