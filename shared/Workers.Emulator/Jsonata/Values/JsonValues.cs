using System.Text.Json;

namespace Workers.Emulator.Jsonata;

/// <summary>Turns JSON into values and back.</summary>
internal static class JsonValues
{
    // Deeper values could not be read again.
    private const int MostLevels = 900;

    public static object FromJson(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => json.GetString()!,
            JsonValueKind.Number => json.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Object => new ObjectValue(json),
            JsonValueKind.Array => new ArrayValue(json),
            _ => JsonNull.Value,
        };

    /// <summary>Whether JSON can hold the value: a function it cannot.</summary>
    public static bool IsJson(object? value) => IsJson(value, 0);

    /// <summary>Writes a value that <see cref="IsJson(object?)"/>.</summary>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case double number when !double.IsFinite(number):
                // As Step Functions shows the quotient of one and zero.
                writer.WriteStringValue(NumberText.Of(number));
                break;
            case double number:
                writer.WriteRawValue(NumberText.Of(number), skipInputValidation: true);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case ArrayValue array:
                WriteArray(writer, array);
                break;
            case ObjectValue map:
                WriteObject(writer, map);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static bool IsJson(object? value, int level)
    {
        switch (value)
        {
            case FunctionValue:
                return false;
            case ArrayValue array:
                return array.TryGetSource(out _) || (level < MostLevels && array.Items.TrueForAll(item => IsJson(item, level + 1)));
            case ObjectValue map:
                return map.TryGetSource(out _)
                    || (level < MostLevels && Array.TrueForAll(map.Keys, key => IsJson(map.Get(key), level + 1)));
            default:
                return true;
        }
    }

    private static void WriteArray(Utf8JsonWriter writer, ArrayValue array)
    {
        if (array.TryGetSource(out var source))
        {
            source.WriteTo(writer);
            return;
        }

        writer.WriteStartArray();
        foreach (var item in array.Items)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, ObjectValue map)
    {
        if (map.TryGetSource(out var source))
        {
            source.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var key in map.Keys)
        {
            if (map.Get(key) is { } value)
            {
                writer.WritePropertyName(key);
                Write(writer, value);
            }
        }

        writer.WriteEndObject();
    }
}
