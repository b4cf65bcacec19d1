namespace Chaos.Faults;

/// <summary>A fault to come.</summary>
/// <param name="At">When, from the start of the run.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Worker">To which worker: its place in the fleet.</param>
/// <param name="Length">How long it lasts: until it goes on, is connected again, or is started again.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Worker, TimeSpan Length);
