using System.Text;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Spells values within a text as Step Functions does: objects and arrays as Java's collections spell themselves, for example <c>{a=1, b=[]}</c>.</summary>
internal static class JavaText
{
    public static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                text.Append(value.GetString());
                break;
            case JsonValueKind.Object:
                AppendObject(text, value);
                break;
            case JsonValueKind.Array:
                AppendArray(text, value);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement value)
    {
        var separator = "{";
        foreach (var member in value.EnumerateObject())
        {
            text.Append(separator).Append(member.Name).Append('=');
            Append(text, member.Value);
            separator = ", ";
        }

        text.Append(value.GetPropertyCount() == 0 ? "{}" : "}");
    }

    private static void AppendArray(StringBuilder text, JsonElement value)
    {
        var separator = "[";
        foreach (var element in value.EnumerateArray())
        {
            text.Append(separator);
            Append(text, element);
            separator = ", ";
        }

        text.Append(value.GetArrayLength() == 0 ? "[]" : "]");
    }
}
