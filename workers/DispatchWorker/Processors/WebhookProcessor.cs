using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using DispatchWorker.Callbacks;
using DispatchWorker.Settings;
using DispatchWorker.Vault;
using Workers.Hosting;

namespace DispatchWorker.Processors;

/// <summary>Posts the hand-over to a URL, signed. Any 2xx is a receipt.</summary>
internal sealed class WebhookProcessor(WebhookTransport transport, TimeProvider time) : IProcessor
{
    public ProcessorKind Kind => ProcessorKind.Webhook;

    public async Task SendAsync(DispatchTarget target, Handover handover, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        request.Headers.Add(RequestSignature.IdHeader, handover.Id);
        request.Headers.Add(RequestSignature.TimestampHeader, now.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(
            RequestSignature.SignatureHeader,
            RequestSignature.Sign(target.Secrets[0], now, RequestSignature.Handover, handover.Id, body.Span)
        );
        if ((JobTrace.Current ?? handover.TraceParent) is { } parent)
        {
            request.Headers.TryAddWithoutValidation("traceparent", parent);
        }

        HttpResponseMessage response;
        try
        {
            response = await transport.Invoker.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new HandoverException($"The webhook did not answer: {exception.Message}", exception);
        }

        using (response)
        {
            if (!response.IsSuccessStatusCode)
            {
                var answer = $"The webhook answered {(int)response.StatusCode}.";
                throw IsRefusal(response.StatusCode) ? new HandoverRefusedException(answer) : new HandoverException(answer);
            }
        }
    }

    // 401, 403, 404 and the like are mistakes of a deployment that somebody mends; these are about this very job.
    private static bool IsRefusal(HttpStatusCode status) =>
        status
            is HttpStatusCode.BadRequest
                or HttpStatusCode.Gone
                or HttpStatusCode.RequestEntityTooLarge
                or HttpStatusCode.UnsupportedMediaType
                or HttpStatusCode.UnprocessableEntity;
}

/// <summary>How webhooks are called.</summary>
internal sealed class WebhookTransport(HttpMessageHandler handler) : IDisposable
{
    /// <summary>Sends requests. Redirects are not followed: a signed job goes where it was addressed to.</summary>
    public HttpMessageInvoker Invoker { get; } = new(handler, disposeHandler: true);

    /// <summary>Over the network, with connections renewed often enough to follow changes of DNS.</summary>
    public static WebhookTransport Create() =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            }
        );

    public void Dispose() => Invoker.Dispose();
}
