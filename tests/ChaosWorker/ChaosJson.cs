using System.Text.Json.Serialization;

namespace ChaosWorker;

/// <summary>Reads orders and writes receipts without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Receipt))]
internal sealed partial class ChaosJson : JsonSerializerContext;
