namespace Scaling.Metrics;

/// <summary>
/// An alarm of CloudWatch on values of a minute. It looks back at a few more minutes than it evaluates and takes the latest that have a value;
/// those that are missing beyond that breach nothing. So it goes on for a while after its values have ended.
/// </summary>
/// <param name="evaluationPeriods">How many minutes it evaluates.</param>
/// <param name="datapointsToAlarm">How many of them have to breach.</param>
internal sealed class MinuteAlarm(int evaluationPeriods, int datapointsToAlarm)
{
    // As in the documentation's example: five minutes for three.
    private const int MoreMinutes = 2;

    /// <summary>The first minute that it looks back at.</summary>
    public int From(int now) => (now / 60) - evaluationPeriods - MoreMinutes;

    /// <summary>Whether it goes off.</summary>
    /// <param name="now">The second of the evaluation.</param>
    /// <param name="breaches">Whether a minute breaches; none for one without a value.</param>
    public bool GoesOff(int now, Func<int, bool?> breaches)
    {
        var evaluated = 0;
        var breaching = 0;
        for (var minute = (now / 60) - 1; minute >= From(now) && evaluated < evaluationPeriods; minute--)
        {
            if (breaches(minute) is { } breach)
            {
                evaluated++;
                breaching += breach ? 1 : 0;
            }
        }

        return breaching >= datapointsToAlarm;
    }
}
