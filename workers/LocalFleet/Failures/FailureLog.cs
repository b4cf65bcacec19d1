using System.Collections.Concurrent;

namespace LocalFleet.Failures;

/// <summary>The failures that the run has injected, by pattern.</summary>
/// <param name="isOn">Whether any are injected at all.</param>
internal sealed class FailureLog(bool isOn)
{
    private readonly ConcurrentDictionary<FleetPattern, int> _injected = new();

    /// <summary>Whether failures are injected.</summary>
    public bool IsOn => isOn;

    /// <summary>Notes one.</summary>
    public void Injected(FleetPattern pattern) => _injected.AddOrUpdate(pattern, 1, static (_, count) => count + 1);

    /// <summary>How many were injected into a pattern.</summary>
    public int Count(FleetPattern pattern) => _injected.GetValueOrDefault(pattern);
}
