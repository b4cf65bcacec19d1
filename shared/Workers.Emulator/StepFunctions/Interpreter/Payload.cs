using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>A value on its way through an execution. Its text is made once, for all events that show it.</summary>
internal sealed class Payload(JsonElement element)
{
    private byte[]? _utf8;

    public JsonElement Element { get; } = element;

    public byte[] Utf8 => _utf8 ??= Element.ToUtf8();

    /// <summary>A payload for a value that may be this one's, unchanged.</summary>
    public Payload With(JsonElement element)
    {
        var mine = JsonMarshal.GetRawUtf8Value(Element);
        var other = JsonMarshal.GetRawUtf8Value(element);
        return mine.Length == other.Length && Unsafe.AreSame(in mine[0], in other[0]) ? this : new Payload(element);
    }
}
