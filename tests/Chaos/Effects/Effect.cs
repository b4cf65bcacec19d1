namespace Chaos.Effects;

/// <summary>An effect that happened.</summary>
/// <param name="Id">The execution it belongs to.</param>
/// <param name="Worker">Who did it.</param>
/// <param name="At">When.</param>
internal sealed record Effect(string Id, string Worker, DateTimeOffset At);
