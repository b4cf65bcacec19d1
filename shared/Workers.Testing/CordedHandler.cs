using System.Diagnostics.CodeAnalysis;

namespace Workers.Testing;

/// <summary>A worker's requests, on its cord.</summary>
internal sealed class CordedHandler(HttpMessageHandler emulator, Cord cord) : HttpMessageHandler
{
    [SuppressMessage("Usage", "CA2213", Justification = "The handler below is every worker's.")]
    private readonly HttpMessageInvoker _emulator = new(emulator, disposeHandler: false);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        cord.ThroughAsync(token => _emulator.SendAsync(request, token), cancellationToken);
}
