using System.Net;

namespace Workers.Aws.Transport;

/// <summary>A request's body in a rented buffer.</summary>
internal sealed class PooledBody : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private int _writers;

    public PooledBody(ReadOnlyMemory<byte> body, string contentType)
    {
        _body = body;
        _ = Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    /// <summary>Whether somebody still reads the buffer, so that it must not be used again.</summary>
    public bool InUse => Volatile.Read(ref _writers) > 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _ = Interlocked.Increment(ref _writers);
        try
        {
            await stream.WriteAsync(_body, cancellationToken);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _writers);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
