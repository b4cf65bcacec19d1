using Scaling.Metrics;

namespace Scaling.Tests;

/// <summary>The simulated CloudWatch does what is documented of alarms on missing values, and of a queue that sleeps.</summary>
public sealed class MetricsTests
{
    private const int Hour = 3600;

    [Theory]
    [InlineData("0-X-X", 3, 3, false)]
    [InlineData("0----", 3, 3, false)]
    [InlineData("-----", 3, 3, false)]
    [InlineData("0XX-X", 3, 3, true)]
    [InlineData("----X", 3, 3, false)]
    [InlineData("0-X-X", 3, 2, true)]
    [InlineData("00X0X", 3, 2, true)]
    [InlineData("0-X--", 3, 2, false)]
    [InlineData("----X", 3, 2, false)]
    public void GoesOff_ValuesAreMissing_IsAsDocumentedWhereMissingBreachesNothing(
        string minutes,
        int periods,
        int datapoints,
        bool expected
    )
    {
        var alarm = new MinuteAlarm(periods, datapoints);

        var goesOff = alarm.GoesOff(
            minutes.Length * 60,
            minute =>
                minutes[minute] switch
                {
                    'X' => true,
                    '0' => false,
                    _ => null,
                }
        );

        Assert.Equal(expected, goesOff);
    }

    [Fact]
    public void At_BeforeTheDelayIsOver_IsNone()
    {
        var metric = new MinuteMetric(delaySeconds: 60);
        metric.Add(7);

        Assert.Null(metric.At(119, 0));
        Assert.Equal(7, metric.At(120, 0));
        Assert.Null(metric.At(120, 1));
        Assert.Null(metric.At(120, -1));
    }

    [Fact]
    public void Publishes_SixHoursWithoutAnything_EndsUntilAQuarterOfAnHourAfterTheNextMessage()
    {
        var queue = new QueueActivity();
        queue.Pass(Hour, isActive: true);

        Assert.True(queue.Publishes(7 * Hour));
        Assert.False(queue.Publishes((7 * Hour) + 1));

        queue.Pass(8 * Hour, isActive: true);

        Assert.False(queue.Publishes((8 * Hour) + 899));
        Assert.True(queue.Publishes((8 * Hour) + 900));
    }

    [Fact]
    public void Publishes_ReceivedFromAllTheTime_DoesNotEnd()
    {
        var queue = new QueueActivity();
        for (var now = 0; now < 12 * Hour; now += 20)
        {
            queue.Pass(now, isActive: true);
            Assert.True(queue.Publishes(now));
        }
    }
}
