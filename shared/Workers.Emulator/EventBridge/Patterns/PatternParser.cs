using System.Net;
using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge.Patterns;

/// <summary>From a pattern's JSON to its tests.</summary>
internal static class PatternParser
{
    private const string Or = "$or";

    /// <exception cref="AwsErrorException">InvalidEventPatternException, with the reason in EventBridge's words.</exception>
    public static PatternNode Parse(JsonElement pattern) =>
        pattern.ValueKind == JsonValueKind.Object ? Object(pattern) : throw Invalid("Filter is not an object");

    private static ObjectNode Object(JsonElement pattern)
    {
        var fields = new List<(string, PatternNode)>();
        var alternatives = new List<ObjectNode>();
        foreach (var member in pattern.EnumerateObject())
        {
            if (member.Name == Or && IsAlternatives(member.Value))
            {
                alternatives.AddRange(member.Value.EnumerateArray().Select(Object));
                continue;
            }

            fields.Add((member.Name, Field(member.Name, member.Value)));
        }

        return fields.Count + alternatives.Count > 0
            ? new ObjectNode(fields, alternatives)
            : throw Invalid("Empty objects are not allowed");
    }

    // A field may well be called $or: only a list of two or more objects makes it the operator.
    private static bool IsAlternatives(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
        && value.GetArrayLength() > 1
        && value.EnumerateArray().All(element => element.ValueKind == JsonValueKind.Object);

    private static PatternNode Field(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return Object(value);
            case JsonValueKind.Array:
                var tests = value.EnumerateArray().Select(Test).ToList();
                return tests.Count > 0 ? new LeafNode(tests) : throw Invalid("Empty arrays are not allowed");
            default:
                throw Invalid($"\"{name}\" must be an object or an array");
        }
    }

    private static ValueTest Test(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => Operator(element),
            JsonValueKind.Array => throw Invalid("Match value must be String, number, true, false, or null"),
            _ => new ExactTest(element.Clone()),
        };

    private static ValueTest Operator(JsonElement element)
    {
        var members = element.EnumerateObject().ToList();
        if (members.Count != 1)
        {
            throw Invalid(members.Count == 0 ? "Empty objects are not allowed" : "Only one key allowed in match expression");
        }

        var (name, value) = (members[0].Name, members[0].Value);
        return name switch
        {
            "prefix" or "suffix" => Affix(name, value),
            "equals-ignore-case" or "wildcard" => Textual(name, value),
            "anything-but" => new AnythingButTest(AnythingBut(value)),
            "numeric" => Numeric(value),
            "exists" => value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? new ExistsTest(value.GetBoolean())
                : throw Invalid("exists match pattern must be either true or false."),
            "cidr" => Network(value),
            _ => throw Invalid($"Unrecognized match type {name}"),
        };
    }

    private static TextTest Affix(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Textual(name, value);
        }

        var members = value.EnumerateObject().ToList();
        if (members is not [{ Name: "equals-ignore-case", Value.ValueKind: JsonValueKind.String }])
        {
            throw Invalid($"{name} match pattern must be a string");
        }

        return Affix(name, members[0].Value.GetString()!, StringComparison.OrdinalIgnoreCase);
    }

    private static TextTest Affix(string name, string affix, StringComparison comparison) =>
        name == "prefix"
            ? new TextTest(text => text.StartsWith(affix, comparison))
            : new TextTest(text => text.EndsWith(affix, comparison));

    private static TextTest Textual(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Invalid($"{name} match pattern must be a string");
        }

        var given = value.GetString()!;
        return name switch
        {
            "equals-ignore-case" => new TextTest(text => text.Equals(given, StringComparison.OrdinalIgnoreCase)),
            "wildcard" => new TextTest(new Wildcard(given).Matches),
            _ => Affix(name, given, StringComparison.Ordinal),
        };
    }

    private static IReadOnlyList<ValueTest> AnythingBut(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String or JsonValueKind.Number:
                return [new ExactTest(value.Clone())];
            case JsonValueKind.Array:
                var elements = value.EnumerateArray().ToList();
                if (elements.Count == 0)
                {
                    throw Invalid("Empty arrays are not allowed");
                }

                return
                    elements.Exists(element => element.ValueKind != elements[0].ValueKind)
                    || elements[0].ValueKind is not (JsonValueKind.String or JsonValueKind.Number)
                    ? throw Invalid("Inside anything but list, either all values are Number or String, mixed type is not supported")
                    : [.. elements.Select(element => new ExactTest(element.Clone()))];
            case JsonValueKind.Object:
                var members = value.EnumerateObject().ToList();
                if (members is not [{ Name: "prefix" or "suffix" or "equals-ignore-case" or "wildcard" }])
                {
                    throw Invalid(
                        members.Count == 1
                            ? $"Unsupported anything-but pattern: {members[0].Name}"
                            : "Only one key allowed in match expression"
                    );
                }

                var (name, given) = (members[0].Name, members[0].Value);
                return given.ValueKind == JsonValueKind.Array
                    ? [.. given.EnumerateArray().Select(element => Textual(name, element))]
                    : [Textual(name, given)];
            default:
                throw Invalid("Value of anything-but must be an array or single string/number value.");
        }
    }

    private static NumericTest Numeric(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Invalid("Value of numeric must be an array.");
        }

        var elements = value.EnumerateArray().ToList();
        var (low, takesLow, high, takesHigh) = (double.NegativeInfinity, true, double.PositiveInfinity, true);
        if (elements.Count is not (2 or 4))
        {
            throw Invalid(elements.Count < 2 ? "Invalid member in numeric match: ]" : "Too many elements in numeric expression");
        }

        for (var i = 0; i < elements.Count; i += 2)
        {
            var name = elements[i].ValueKind == JsonValueKind.String ? elements[i].GetString() : throw BadMember(elements[i]);
            var number =
                elements[i + 1].ValueKind == JsonValueKind.Number
                    ? elements[i + 1].GetDouble()
                    : throw Invalid($"Value of {name} must be numeric");
            switch (name)
            {
                case "=" when elements.Count == 2:
                    (low, high) = (number, number);
                    break;
                case ">" or ">=" when i == 0:
                    (low, takesLow) = (number, name == ">=");
                    break;
                case "<" or "<=" when i == elements.Count - 2:
                    (high, takesHigh) = (number, name == "<=");
                    break;
                default:
                    throw Invalid($"Bad numeric range operator: {name}");
            }
        }

        return low > high ? throw Invalid("Bottom must be less than top") : new NumericTest(low, takesLow, high, takesHigh);

        static AwsErrorException BadMember(JsonElement member) => Invalid($"Invalid member in numeric match: {member.GetRawText()}");
    }

    private static NetworkTest Network(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Invalid("prefix match pattern must be a string");
        }

        // Bits beyond the mask do not matter to EventBridge; IPNetwork would refuse them.
        var parts = value.GetString()!.Split('/');
        if (
            parts.Length != 2
            || !IPAddress.TryParse(parts[0], out var address)
            || !int.TryParse(parts[1], out var length)
            || length < 0
            || length > address.GetAddressBytes().Length * 8
        )
        {
            throw Invalid($"Malformed CIDR, one '/' required: {value.GetString()}");
        }

        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new NetworkTest(new IPNetwork(new IPAddress(bytes), length));
    }

    private static AwsErrorException Invalid(string reason) => EventBridgeErrors.InvalidPattern(reason);
}
