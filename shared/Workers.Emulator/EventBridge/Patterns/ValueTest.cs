using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workers.Emulator.EventBridge.Patterns;

/// <summary>One element of a pattern's array: a test of a single value.</summary>
internal abstract class ValueTest
{
    /// <summary>Whether the test is that there is no value.</summary>
    public virtual bool AcceptsAbsence => false;

    public abstract bool Accepts(JsonElement value);
}

/// <summary>The very value. Numbers are compared as they are spelled: 300 and 300.0 are two values.</summary>
internal sealed class ExactTest(JsonElement expected) : ValueTest
{
    public override bool Accepts(JsonElement value) =>
        value.ValueKind == expected.ValueKind
        && value.ValueKind switch
        {
            JsonValueKind.String => value.ValueEquals(expected.GetString()),
            JsonValueKind.Number => JsonMarshal.GetRawUtf8Value(value).SequenceEqual(JsonMarshal.GetRawUtf8Value(expected)),
            _ => true,
        };
}

/// <summary>A test of texts.</summary>
internal sealed class TextTest(Func<string, bool> accepts) : ValueTest
{
    public override bool Accepts(JsonElement value) => value.ValueKind == JsonValueKind.String && accepts(value.GetString()!);
}

/// <summary><c>exists</c>.</summary>
internal sealed class ExistsTest(bool isThere) : ValueTest
{
    public override bool AcceptsAbsence => !isThere;

    public override bool Accepts(JsonElement value) => isThere;
}

/// <summary><c>anything-but</c>: a value is there, and none of the tests accepts it.</summary>
internal sealed class AnythingButTest(IReadOnlyList<ValueTest> tests) : ValueTest
{
    public override bool Accepts(JsonElement value) => !tests.Any(test => test.Accepts(value));
}

/// <summary><c>numeric</c>: a number within bounds.</summary>
internal sealed class NumericTest(double low, bool takesLow, double high, bool takesHigh) : ValueTest
{
    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number)
        && (takesLow ? number >= low : number > low)
        && (takesHigh ? number <= high : number < high);
}

/// <summary><c>cidr</c>: an address of a network.</summary>
internal sealed class NetworkTest(IPNetwork network) : ValueTest
{
    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && IPAddress.TryParse(value.GetString(), out var address)
        && address.AddressFamily == network.BaseAddress.AddressFamily
        && network.Contains(address);
}
