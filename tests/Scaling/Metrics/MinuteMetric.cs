namespace Scaling.Metrics;

/// <summary>A metric of CloudWatch: one value a minute, or none, which can be seen some time after the minute.</summary>
/// <param name="delaySeconds">How long after its minute a value can be seen.</param>
internal sealed class MinuteMetric(int delaySeconds)
{
    private readonly List<double?> _values = [];

    /// <summary>Adds the next minute's value.</summary>
    public void Add(double? value) => _values.Add(value);

    /// <summary>A minute's value, if it has one that can be seen.</summary>
    public double? At(int now, int minute) => minute >= 0 && minute < Visible(now) ? _values[minute] : null;

    /// <summary>The latest minute's value that can be seen.</summary>
    public double? Latest(int now) => Visible(now) is var count and > 0 ? _values[count - 1] : null;

    /// <summary>Whether the latest minutes that can be seen all have a value that fits.</summary>
    public bool All(int now, int minutes, Func<double, bool> fits)
    {
        var count = Visible(now);
        if (count < minutes)
        {
            return false;
        }

        for (var minute = count - minutes; minute < count; minute++)
        {
            if (_values[minute] is not { } value || !fits(value))
            {
                return false;
            }
        }

        return true;
    }

    private int Visible(int now) => Math.Clamp((now - delaySeconds) / 60, 0, _values.Count);
}
