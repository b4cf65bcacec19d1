using Scaling.Metrics;

namespace Scaling.Policy;

/// <summary>
/// One target tracking policy, as Application Auto Scaling does it: an alarm for three minutes in a row above the target, another one for
/// fifteen minutes in a row below nine tenths of it.
/// </summary>
internal sealed class TargetTracking(MinuteMetric metric, double target)
{
    private const int HighMinutes = 3;
    private const int LowMinutes = 15;
    private const double LowShare = 0.9;

    /// <summary>The change that the policy asks for, as a factor of the capacity: above 1 out, below 1 in, 1 to stay.</summary>
    /// <param name="now">The second of the question.</param>
    /// <returns><see langword="null"/> without enough data, which is no agreement to a scale-in.</returns>
    public double? Factor(int now)
    {
        if (metric.All(now, HighMinutes, value => value > target))
        {
            return metric.Latest(now)!.Value / target;
        }

        return metric.All(now, LowMinutes, value => value < target * LowShare) ? metric.Latest(now)!.Value / target
            : metric.Latest(now) is null ? null
            : 1;
    }
}
