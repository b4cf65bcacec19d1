using System.Text.Json;
using System.Text.Json.Serialization;

namespace BenchWorker;

/// <summary>Reads and writes inputs without reflection.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class EchoJson : JsonSerializerContext;
