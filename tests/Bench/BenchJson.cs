using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class BenchJson : JsonSerializerContext;
