using System.Buffers;
using System.Text;

namespace Workers.Aws.Signing;

/// <summary>Collects UTF-8 text in a rented buffer.</summary>
internal struct CanonicalWriter(int capacity)
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Write(scoped ReadOnlySpan<char> text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    public void Write(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    public void WriteHex(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length * 2);
        _ = Convert.TryToHexStringLower(bytes, _buffer.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>Writes a header's value without surrounding spaces and with inner runs of spaces made one.</summary>
    public void WriteTrimmed(scoped ReadOnlySpan<char> value)
    {
        value = value.Trim();
        for (var run = value.IndexOf("  "); run >= 0; run = value.IndexOf("  "))
        {
            Write(value[..(run + 1)]);
            value = value[(run + 1)..].TrimStart(' ');
        }

        Write(value);
    }

    public void Clear() => _length = 0;

    public void Dispose()
    {
        // The buffer held a session token.
        _buffer.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - _length >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + more));
        Written.CopyTo(larger);
        _buffer.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
