namespace DispatchWorker.Tests.Support;

/// <summary>The way of a dispatcher's webhooks, each of which may be its last.</summary>
internal sealed class TrappedWebhooks(HttpMessageHandler inner, CrashTrap trap, Told told) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await told.AddAsync(request, cancellationToken);
        return await trap.DoAsync("webhook", () => _inner.SendAsync(request, cancellationToken));
    }

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
    }
}
