using System.Globalization;
using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.DynamoDb;

/// <summary>Attribute values: objects with one member, whose name is the value's type.</summary>
internal static class AttributeValues
{
    // Orders numbers as texts: all have the same number of digits before the point.
    private const decimal Offset = 10_000_000_000_000_000m;

    public static string TypeOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().FirstOrDefault() is { Name: { } name }
            ? name
            : throw DynamoDbErrors.Validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");

    /// <summary>Refuses what is no value of a type that DynamoDB has.</summary>
    /// <exception cref="Protocol.AwsErrorException">ValidationException.</exception>
    public static void Require(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 1)
        {
            throw DynamoDbErrors.Validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        }

        var content = value.EnumerateObject().First().Value;
        var isRight = (TypeOf(value), content.ValueKind) switch
        {
            ("S" or "B", JsonValueKind.String) => true,
            ("N", JsonValueKind.String) => Number(value) is var _,
            ("BOOL", JsonValueKind.True or JsonValueKind.False) => true,
            ("NULL", JsonValueKind.True) => true,
            ("SS" or "NS" or "BS", JsonValueKind.Array) => content.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String),
            ("L", JsonValueKind.Array) => RequireAll(content.EnumerateArray()),
            ("M", JsonValueKind.Object) => RequireAll(content.EnumerateObject().Select(member => member.Value)),
            _ => false,
        };
        if (!isRight)
        {
            throw DynamoDbErrors.Validation("Supplied AttributeValue has a datatype that is not supported, or a value that is none of it");
        }
    }

    /// <summary>The order of two values of the same type; null when they have no order.</summary>
    public static int? Compare(JsonElement first, JsonElement second) =>
        (TypeOf(first), TypeOf(second)) switch
        {
            ("S", "S") => string.CompareOrdinal(Text(first), Text(second)),
            ("N", "N") => Number(first).CompareTo(Number(second)),
            ("B", "B") => string.CompareOrdinal(Text(first), Text(second)),
            _ => null,
        };

    public static bool AreEqual(JsonElement first, JsonElement second) =>
        Compare(first, second) is { } order ? order == 0 : JsonElement.DeepEquals(first, second);

    /// <summary>A text whose ordinal order is the values' order.</summary>
    public static string SortText(JsonElement value) =>
        TypeOf(value) == "N"
            ? Checked(() => Number(value) + Offset).ToString("00000000000000000.0########", CultureInfo.InvariantCulture)
            : Text(value);

    public static string Text(JsonElement value) => value.EnumerateObject().First().Value.ToString();

    public static decimal Number(JsonElement value) =>
        TypeOf(value) == "N" && decimal.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw DynamoDbErrors.Validation("The parameter cannot be converted to a numeric value");

    /// <summary>The result of a calculation.</summary>
    /// <exception cref="Protocol.AwsErrorException">ValidationException: it is too large.</exception>
    public static decimal Checked(Func<decimal> calculate)
    {
        try
        {
            return calculate();
        }
        catch (OverflowException)
        {
            throw DynamoDbErrors.Validation("Number overflow. Attempting to store a number with magnitude larger than supported range");
        }
    }

    public static JsonElement OfNumber(decimal number) =>
        Json.Build(
            number.ToString(CultureInfo.InvariantCulture),
            static (writer, text) =>
            {
                writer.WriteStartObject();
                writer.WriteString("N"u8, text);
                writer.WriteEndObject();
            }
        );

    public static JsonElement OfList(IEnumerable<JsonElement> elements, string type = "L") =>
        Json.Build(
            (type, elements: elements.ToList()),
            static (writer, list) =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray(list.type);
                list.elements.ForEach(element => element.WriteTo(writer));
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );

    private static bool RequireAll(IEnumerable<JsonElement> values)
    {
        foreach (var value in values)
        {
            Require(value);
        }

        return true;
    }

    /// <summary>The elements of a list or set.</summary>
    public static IReadOnlyList<JsonElement> Elements(JsonElement value) =>
        value.EnumerateObject().First().Value is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];
}
