using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workers.Emulator.Protocol;

/// <summary>
/// A JSON writer over memory, reused from request to request. Answers are buffered whole, because an operation may fail after it has begun
/// to write, and because AWS's clients like a Content-Length.
/// </summary>
internal sealed class ResponseBuffer : IDisposable
{
    private const int LargestKept = 256 * 1024;
    private const int MostKept = 64;

    private static readonly ConcurrentBag<ResponseBuffer> Pool = [];

    private readonly ArrayBufferWriter<byte> _bytes = new();

    private ResponseBuffer()
    {
        // Operations are trusted to write valid JSON; message bodies are not HTML and need not be escaped as such.
        Writer = new Utf8JsonWriter(
            _bytes,
            new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
    }

    public Utf8JsonWriter Writer { get; }

    public static ResponseBuffer Rent() => Pool.TryTake(out var buffer) ? buffer : new ResponseBuffer();

    /// <summary>What was written. Valid until the buffer is cleared or disposed.</summary>
    public ReadOnlyMemory<byte> Complete()
    {
        Writer.Flush();
        return _bytes.WrittenMemory;
    }

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Writer.Reset(_bytes);
    }

    public void Dispose()
    {
        if (_bytes.Capacity <= LargestKept && Pool.Count < MostKept)
        {
            Clear();
            Pool.Add(this);
        }
        else
        {
            Writer.Dispose();
        }
    }
}
