using System.Globalization;

namespace Scaling.Policy;

/// <summary>What the defaults were chosen among.</summary>
internal static class Candidates
{
    /// <summary>Other settings.</summary>
    public static IEnumerable<(string Policy, ScalingSettings Settings)> Grid(ScalingSettings defaults) =>
        from saturation in new[] { 0.6, 0.7, 0.8 }
        from latency in new[] { 0.5, 1.0 }
        from cooldown in new[] { 60, 180, 300 }
        select (
            string.Create(CultureInfo.InvariantCulture, $"{saturation} / {latency} / {cooldown} s"),
            defaults with
            {
                SaturationTarget = saturation,
                LatencyShare = latency,
                ScaleOutCooldownSeconds = cooldown,
            }
        );

    /// <summary>Other ways to count.</summary>
    public static IEnumerable<(string Policy, ScalingSettings Settings)> Others(ScalingSettings defaults) =>
        [
            ("defaults", defaults),
            ("backlog per running task", defaults with { BacklogPer = BacklogPer.RunningTask }),
            ("jobs in flight not counted", defaults with { CountsInFlight = false }),
        ];
}
