using System.Text.Json.Serialization;
using ActivityWorker.Records;

namespace ActivityWorker.Claims;

/// <summary>Reads claims and records and writes appraisals without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Airport))]
[JsonSerializable(typeof(AirportQuestion))]
[JsonSerializable(typeof(Appraisal))]
[JsonSerializable(typeof(CaseFile))]
[JsonSerializable(typeof(Claim))]
[JsonSerializable(typeof(FlightRecord))]
internal sealed partial class ClaimsJson : JsonSerializerContext;
