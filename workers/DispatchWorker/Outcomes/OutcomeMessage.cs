using System.Text.Json;
using System.Text.Json.Serialization;

namespace DispatchWorker.Outcomes;

/// <summary>
/// What a processor within the account says over the queue of outcomes. It is not signed: who may send to the queue is a matter of its policy.
/// One of the three is given.
/// </summary>
/// <param name="Id">The hand-over's id.</param>
/// <param name="Success">The output.</param>
/// <param name="Failure"><c>{"error": …, "cause": …}</c>.</param>
/// <param name="Heartbeat">Whether it is a sign of life only.</param>
internal sealed record OutcomeMessage(
    [property: JsonRequired] string Id,
    JsonElement? Success = null,
    JsonElement? Failure = null,
    bool Heartbeat = false
);

/// <summary>What became of it.</summary>
/// <param name="Status">As the callback API would have answered.</param>
internal sealed record OutcomeResult(int Status);

/// <summary>How outcomes are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OutcomeMessage))]
[JsonSerializable(typeof(OutcomeResult))]
internal sealed partial class OutcomeJson : JsonSerializerContext;
