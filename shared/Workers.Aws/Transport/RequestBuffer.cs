using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Workers.Aws.Transport;

/// <summary>A rented, growing buffer with a JSON writer on top; both serve one call after another.</summary>
internal sealed class RequestBuffer : IBufferWriter<byte>, IDisposable
{
    private const int InitialSize = 1024;

    [ThreadStatic]
    private static RequestBuffer? s_spare;

    private readonly Utf8JsonWriter _writer;
    private byte[] _bytes = [];
    private int _length;

    private RequestBuffer() =>
        _writer = new Utf8JsonWriter(
            this,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
        );

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public static RequestBuffer Serialize<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        var buffer = s_spare ?? new RequestBuffer();
        s_spare = null;
        buffer._bytes = ArrayPool<byte>.Shared.Rent(InitialSize);
        buffer._writer.Reset(buffer);
        JsonSerializer.Serialize(buffer._writer, value, typeInfo);
        buffer._writer.Flush();
        return buffer;
    }

    /// <summary>Ends the use. The bytes go back to the pool only when nobody can still be reading them.</summary>
    public void Release(bool mayBeRead)
    {
        var bytes = _bytes;
        _bytes = [];
        _length = 0;
        if (!mayBeRead)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        s_spare = this;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public void Dispose() => _writer.Dispose();

    private void Reserve(int sizeHint)
    {
        var more = Math.Max(sizeHint, 1);
        if (_bytes.Length - _length >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + more));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
