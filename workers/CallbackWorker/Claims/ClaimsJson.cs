using System.Text.Json.Serialization;

namespace CallbackWorker.Claims;

/// <summary>Reads appraisals and writes letters without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Appraisal))]
[JsonSerializable(typeof(Letter))]
internal sealed partial class ClaimsJson : JsonSerializerContext;
