using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>Where a line of states came to a stop, and what it needs to go on from there.</summary>
/// <param name="State">The state that did not succeed.</param>
/// <param name="Input">That state's input.</param>
/// <param name="Variables">The variables as the state saw them.</param>
/// <param name="Entered">When the state was entered.</param>
/// <param name="EnteredId">The event by which it was.</param>
internal sealed record RedrivePoint(
    State State,
    Payload Input,
    IReadOnlyDictionary<string, JsonElement> Variables,
    DateTimeOffset Entered,
    int EnteredId
)
{
    /// <summary>The branches or iterations of the state's last attempt; null when it has none.</summary>
    public BranchPoints? Branches { get; init; }

    /// <summary>The state's map run; null when it has none.</summary>
    public MapRun? MapRun { get; init; }
}

/// <summary>The branches of a Parallel state, or the iterations of a Map state, as they were left.</summary>
/// <param name="Items">The items of a Map state; null for a Parallel state.</param>
/// <param name="Branches">In their order.</param>
internal sealed record BranchPoints(JsonElement[]? Items, IReadOnlyList<BranchPoint> Branches);

/// <summary>One branch: with an output it has succeeded; with a point it goes on from there; with neither it has not begun.</summary>
internal readonly record struct BranchPoint(JsonElement? Output, RedrivePoint? Point);
