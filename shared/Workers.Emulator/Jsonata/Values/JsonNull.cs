namespace Workers.Emulator.Jsonata;

/// <summary>
/// The value null. A value is one of: this, <see cref="bool"/>, <see cref="double"/>, <see cref="string"/>, <see cref="ArrayValue"/>,
/// <see cref="ObjectValue"/>, <see cref="FunctionValue"/>; the null reference stands for no value at all (undefined).
/// </summary>
internal sealed class JsonNull
{
    private JsonNull() { }

    public static JsonNull Value { get; } = new();
}
