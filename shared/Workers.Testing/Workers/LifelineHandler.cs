namespace Workers.Testing;

/// <summary>Takes requests, and brings answers, only as long as the lifeline holds.</summary>
internal sealed class LifelineHandler(WorkerLifeline lifeline, HttpMessageHandler inner) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);

    // A long poll that is open when the worker dies stays open at the other end, which hands out what nobody will read: AWS takes a while to
    // notice that a poller is gone, too, and a test should see the worst of it.
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        lifeline.CallAsync(() => _inner.SendAsync(request, cancellationToken), cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
