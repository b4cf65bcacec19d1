using System.Text.Json.Serialization;
using JobWorker.Flights;

namespace JobWorker.Routes;

/// <summary>Reads claims and flights and writes histories without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RouteClaim))]
[JsonSerializable(typeof(RouteHistory))]
[JsonSerializable(typeof(IReadOnlyList<FlightRecord>))]
internal sealed partial class RoutesJson : JsonSerializerContext;
