using System.Text.Json.Serialization;

namespace CallbackWorker.Claims;

/// <summary>Reads appraisals and settlements and writes letters and notes without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Appraisal))]
[JsonSerializable(typeof(DeskNote))]
[JsonSerializable(typeof(Letter))]
[JsonSerializable(typeof(Settlement))]
internal sealed partial class ClaimsJson : JsonSerializerContext;
