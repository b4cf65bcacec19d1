using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LocalFleet.Claims;
using LocalFleet.Given;
using LocalFleet.Statistics;

namespace LocalFleet;

/// <summary>Reads and writes the run's JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(IReadOnlyList<FlightRecord>))]
[JsonSerializable(typeof(IReadOnlyList<Claim>))]
[JsonSerializable(typeof(ExecutionInput))]
[JsonSerializable(typeof(EmulatorStatistics))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, int>))]
[JsonSerializable(typeof(GivenFleet))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class FleetJson : JsonSerializerContext;
