using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>How the path library that Step Functions uses names the types of values in its messages.</summary>
internal static class JavaTypes
{
    public const string Provider = "com.jayway.jsonpath.spi.json.JacksonJsonProvider";

    public static string Name(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => "java.lang.String",
            JsonValueKind.Number when value.TryGetInt32(out _) => "java.lang.Integer",
            JsonValueKind.Number when value.TryGetInt64(out _) => "java.lang.Long",
            JsonValueKind.Number => "java.lang.Double",
            JsonValueKind.True or JsonValueKind.False => "java.lang.Boolean",
            JsonValueKind.Array => "java.util.ArrayList",
            JsonValueKind.Object => "java.util.LinkedHashMap",
            _ => "null",
        };
}
