using System.Net;
using System.Net.Http.Headers;

namespace Workers.Emulator.Protocol;

/// <summary>Takes a client's requests straight to the dispatcher: the wire protocol without a wire.</summary>
internal sealed class InMemoryHandler(AwsDispatcher dispatcher) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var target = request.Headers.TryGetValues(WireFormat.TargetHeader, out var values) ? values.FirstOrDefault() : null;
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var baseUrl = request.RequestUri?.GetLeftPart(UriPartial.Authority) ?? "http://localhost";

        using var answer = ResponseBuffer.Rent();
        var reply = await dispatcher.DispatchAsync(target, body, baseUrl, answer, cancellationToken);
        var content = new ByteArrayContent(answer.Complete().ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(reply.ContentType);
        var response = new HttpResponseMessage((HttpStatusCode)reply.StatusCode) { Content = content, RequestMessage = request };
        response.Headers.Add(WireFormat.RequestIdHeader, WireFormat.NewRequestId());
        if (reply.QueryError is not null)
        {
            response.Headers.Add(WireFormat.QueryErrorHeader, reply.QueryError);
        }

        return response;
    }
}
