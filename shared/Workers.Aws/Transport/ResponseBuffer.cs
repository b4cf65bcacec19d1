using System.Buffers;

namespace Workers.Aws.Transport;

/// <summary>A response's body, read into a rented buffer.</summary>
internal struct ResponseBuffer : IDisposable
{
    // AWS's largest answer is a receive of ten messages of a mebibyte together with their envelope, escaped.
    private const int MaxLength = 64 * 1024 * 1024;

    private byte[]? _bytes;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public static async ValueTask<ResponseBuffer> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var announced = content.Headers.ContentLength;
        if (announced is 0)
        {
            return default;
        }

        if (announced > MaxLength)
        {
            throw new HttpRequestException($"The answer has {announced} bytes, more than the {MaxLength} that are read at most.");
        }

        var buffer = new ResponseBuffer { _bytes = ArrayPool<byte>.Shared.Rent((int)(announced ?? 4095) + 1) };
        try
        {
            using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                var read = await stream.ReadAsync(buffer._bytes.AsMemory(buffer._length), cancellationToken);
                if (read is 0)
                {
                    return buffer;
                }

                buffer._length += read;
                if (buffer._length == buffer._bytes!.Length)
                {
                    buffer.Grow();
                }
            }
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_bytes is { } bytes)
        {
            _bytes = null;
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Grow()
    {
        if (_length >= MaxLength)
        {
            throw new HttpRequestException($"The answer has more than the {MaxLength} bytes that are read at most.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(_bytes!.Length * 2);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
