using System.Text.Json.Serialization;

namespace DispatchWorker.Nudges;

/// <summary>A message that wakes the dispatcher. It tells which activity to look at and nothing of the job.</summary>
/// <param name="Activity">The activity's name, as in section <c>Dispatch</c>.</param>
internal sealed record Nudge([property: JsonRequired] string Activity);

/// <summary>What came of a nudge.</summary>
/// <param name="Taken">How many tasks it led to: 0 when another poll had taken it already.</param>
internal sealed record NudgeResult(int Taken);

/// <summary>How nudges are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Nudge))]
[JsonSerializable(typeof(NudgeResult))]
internal sealed partial class NudgeJson : JsonSerializerContext;
