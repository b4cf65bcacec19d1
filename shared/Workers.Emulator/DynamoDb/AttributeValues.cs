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
        TypeOf(value) == "N" ? (Number(value) + Offset).ToString("00000000000000000.0########", CultureInfo.InvariantCulture) : Text(value);

    public static string Text(JsonElement value) => value.EnumerateObject().First().Value.ToString();

    public static decimal Number(JsonElement value) =>
        TypeOf(value) == "N" && decimal.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw DynamoDbErrors.Validation("The parameter cannot be converted to a numeric value");

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

    /// <summary>The elements of a list or set.</summary>
    public static IReadOnlyList<JsonElement> Elements(JsonElement value) =>
        value.EnumerateObject().First().Value is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];
}
