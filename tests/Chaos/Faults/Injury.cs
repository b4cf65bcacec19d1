namespace Chaos.Faults;

/// <summary>A fault that happened.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Worker">The worker's name.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when: it ran again, was started again, or was connected again.</param>
internal sealed record Injury(FaultKind Kind, string Worker, DateTimeOffset From, DateTimeOffset To);
