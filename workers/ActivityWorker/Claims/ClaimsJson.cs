using System.Text.Json.Serialization;

namespace ActivityWorker.Claims;

/// <summary>Reads claims and writes appraisals without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Claim))]
[JsonSerializable(typeof(Appraisal))]
internal sealed partial class ClaimsJson : JsonSerializerContext;
