using System.Text.Json;
using System.Text.Json.Serialization;

namespace ApprovalWorker.Requests;

/// <summary>Requests as they are stored, and the activity's input as it arrives.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(ApprovalRequest))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
