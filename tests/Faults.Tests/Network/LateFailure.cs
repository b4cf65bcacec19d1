using System.Net;
using System.Text;

namespace Faults.Tests.Network;

/// <summary>Holds a call that renews a lease until the report of its job was accepted, and then fails it.</summary>
internal sealed class LateFailure(HttpMessageHandler aws, string operation) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _aws = new(aws, disposeHandler: false);
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>Ends when the first renewal was sent.</summary>
    public Task Sent => _sent.Task;

    public int Calls => Volatile.Read(ref _calls);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var called = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[^1];
        if (called == operation)
        {
            Interlocked.Increment(ref _calls);
            _sent.TrySetResult();
            await _reported.Task.WaitAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.InternalServerError)
            {
                Content = new StringContent("""{"__type":"InternalFailure"}""", Encoding.UTF8, "application/x-amz-json-1.0"),
            };
        }

        var response = await _aws.SendAsync(request, cancellationToken);
        if (called is "SendTaskSuccess")
        {
            _reported.TrySetResult();
        }

        return response;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _aws.Dispose();
        }

        base.Dispose(disposing);
    }
}
