using System.Globalization;

namespace Scaling.Policy;

/// <summary>What the defaults were chosen among.</summary>
internal static class Candidates
{
    /// <summary>Other settings of services that run. When one goes to zero is none of them: that does not concern these.</summary>
    public static IEnumerable<(string Policy, ScalingSettings Settings)> Running(ScalingSettings defaults) =>
        from saturation in new[] { 0.6, 0.7, 0.8 }
        from latency in new[] { 0.5, 1.0 }
        from scaleOut in new[] { 60, 180, 300 }
        from scaleIn in new[] { 60, 300, 900 }
        select (
            string.Create(CultureInfo.InvariantCulture, $"{saturation} / {latency} / {scaleOut} s / {scaleIn} s"),
            defaults with
            {
                SaturationTarget = saturation,
                LatencyShare = latency,
                ScaleOutCooldownSeconds = scaleOut,
                ScaleInCooldownSeconds = scaleIn,
            }
        );

    /// <summary>Other ways to zero and back.</summary>
    public static IEnumerable<(string Policy, ScalingSettings Settings)> FromZero(ScalingSettings defaults) =>
        [
            .. from idle in new[] { 5, 10, 15, 30, 60 } select ($"idle for {idle} min", defaults with { IdleMinutes = idle }),
            .. from minutes in new[] { 1, 3, 4, 5 }
            select ($"woken after {minutes} of {2 * minutes} min", defaults with { WakeMinutes = minutes, WakeOfMinutes = 2 * minutes }),
            ("woken every 60 s", defaults with { WakeCooldownSeconds = 60 }),
        ];

    /// <summary>Other ways to count.</summary>
    public static IEnumerable<(string Policy, ScalingSettings Settings)> Others(ScalingSettings defaults) =>
        [
            ("defaults", defaults),
            ("backlog per running task", defaults with { BacklogPer = BacklogPer.RunningTask }),
            ("jobs in flight not counted", defaults with { CountsInFlight = false }),
        ];
}
