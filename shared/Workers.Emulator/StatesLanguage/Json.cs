using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Builds immutable JSON values through buffers that each thread keeps.</summary>
internal static class Json
{
    private const int RetainedBytes = 1 << 20;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 1000 };

    [ThreadStatic]
    private static PooledWriter? idle;

    public static JsonElement EmptyObject { get; } = JsonElement.Parse("{}"u8);

    public static JsonElement EmptyArray { get; } = JsonElement.Parse("[]"u8);

    public static JsonElement Null { get; } = JsonElement.Parse("null"u8);

    public static JsonElement True { get; } = JsonElement.Parse("true"u8);

    public static JsonElement False { get; } = JsonElement.Parse("false"u8);

    /// <summary>Parses text that must be JSON.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonElement Parse(string text) => JsonElement.Parse(JsonEscapes.ReplaceLoneSurrogates(text), DocumentOptions);

    /// <summary>Builds a value from what <paramref name="write"/> writes.</summary>
    public static JsonElement Build<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var pooled = Rent();
        try
        {
            write(pooled.Writer, state);
            pooled.Writer.Flush();
            return JsonElement.Parse(pooled.Buffer.WrittenSpan, DocumentOptions);
        }
        finally
        {
            Return(pooled);
        }
    }

    /// <summary>The value as JSON text without insignificant white space.</summary>
    public static string ToText(JsonElement value)
    {
        var pooled = Rent();
        try
        {
            value.WriteTo(pooled.Writer);
            pooled.Writer.Flush();
            return JsonEscapes.Reduce(Encoding.UTF8.GetString(pooled.Buffer.WrittenSpan));
        }
        finally
        {
            Return(pooled);
        }
    }

    public static JsonElement FromString(string value) => Build(value, static (writer, text) => writer.WriteStringValue(text));

    public static JsonElement FromNumber(long value) => Build(value, static (writer, number) => writer.WriteNumberValue(number));

    public static JsonElement FromBoolean(bool value) => value ? True : False;

    public static JsonElement FromArray(IReadOnlyList<JsonElement> items) =>
        items.Count == 0
            ? EmptyArray
            : Build(
                items,
                static (writer, values) =>
                {
                    writer.WriteStartArray();
                    for (var i = 0; i < values.Count; i++)
                    {
                        values[i].WriteTo(writer);
                    }

                    writer.WriteEndArray();
                }
            );

    private static PooledWriter Rent()
    {
        // A build may nest another one: the inner one then brings a buffer of its own.
        var pooled = idle ?? new PooledWriter();
        idle = null;
        return pooled;
    }

    private static void Return(PooledWriter pooled)
    {
        if (pooled.Buffer.Capacity > RetainedBytes)
        {
            return;
        }

        pooled.Buffer.ResetWrittenCount();
        pooled.Writer.Reset(pooled.Buffer);
        idle = pooled;
    }

    private sealed class PooledWriter
    {
        public PooledWriter()
        {
            Buffer = new ArrayBufferWriter<byte>(512);
            Writer = new Utf8JsonWriter(Buffer, WriterOptions);
        }

        public ArrayBufferWriter<byte> Buffer { get; }

        public Utf8JsonWriter Writer { get; }
    }
}
