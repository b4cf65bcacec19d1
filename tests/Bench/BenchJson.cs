using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench;

[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
internal sealed partial class BenchJson : JsonSerializerContext
{
    /// <summary>A text as JSON.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, Default.String);
}
