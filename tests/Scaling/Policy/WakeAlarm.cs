using Scaling.Metrics;

namespace Scaling.Policy;

/// <summary>The alarm of a service at zero: jobs wait, and no task is counted. A minute that only one of the two series has is 0 in the other one.</summary>
internal sealed class WakeAlarm(ScalingSettings settings, ServiceSettings service, ServiceMetrics metrics)
{
    private readonly MinuteAlarm _alarm = new(settings.WakeOfMinutes, settings.WakeMinutes);

    /// <summary>Whether it goes off.</summary>
    /// <param name="now">The second of the question.</param>
    public bool GoesOff(int now)
    {
        var from = _alarm.From(now);
        var waiting = service.HasQueue ? Visible(now, from) : Carried(now, from);
        return _alarm.GoesOff(
            now,
            minute =>
                (waiting[minute - from], metrics.Desired.At(now, minute)) is var (jobs, desired) && (jobs ?? desired) is null
                    ? null
                    : (jobs > 0 ? 1 : 0) > (desired ?? 0)
        );
    }

    private double?[] Visible(int now, int from) => [.. Minutes(now, from).Select(minute => metrics.Visible.At(now, minute))];

    // FILL with REPEAT: what was last known holds up to now, as far as the alarm looks back.
    private double?[] Carried(int now, int from)
    {
        var carried = new List<double?>();
        foreach (var minute in Minutes(now, from))
        {
            carried.Add(metrics.Unstarted.At(now, minute) ?? carried.LastOrDefault());
        }

        return [.. carried];
    }

    private static IEnumerable<int> Minutes(int now, int from) => Enumerable.Range(from, (now / 60) - from);
}
