using Scaling.Metrics;
using Scaling.Policy;

namespace Scaling.Tests;

/// <summary>The simulated policy does what Application Auto Scaling documents.</summary>
public sealed class PolicyTests
{
    private readonly MinuteMetric _metric = new(delaySeconds: 0);

    [Fact]
    public void Factor_TwoMinutesAboveTheTarget_Stays()
    {
        Add(1.0, 1.0);

        Assert.Equal(1, Factor(minutes: 2));
    }

    [Fact]
    public void Factor_ThreeMinutesAboveTheTarget_IsTheLatestValueOverTheTarget()
    {
        Add(0.8, 0.9, 1.0);

        Assert.Equal(2, Factor(minutes: 3));
    }

    [Fact]
    public void Factor_FifteenMinutesBelowNineTenthsOfTheTarget_ScalesIn()
    {
        Add(Enumerable.Repeat<double?>(0.25, 14).ToArray());
        Assert.Equal(1, Factor(minutes: 14));

        Add(0.25);
        Assert.Equal(0.5, Factor(minutes: 15));
    }

    [Fact]
    public void Factor_FifteenMinutesJustBelowTheTarget_Stays()
    {
        Add(Enumerable.Repeat<double?>(0.46, 15).ToArray());

        Assert.Equal(1, Factor(minutes: 15));
    }

    [Fact]
    public void Factor_SilenceOfAServiceAtZero_IsNoAgreement()
    {
        Add(Enumerable.Repeat<double?>(null, 20).ToArray());

        Assert.Null(Factor(minutes: 20));
    }

    [Fact]
    public void Factor_SilenceAmongTheLastFifteenMinutes_Stays()
    {
        Add(Enumerable.Repeat<double?>(0.1, 8).Append(null).Concat(Enumerable.Repeat<double?>(0.1, 8)).ToArray());

        Assert.Equal(1, Factor(minutes: 17));
    }

    [Fact]
    public void Latest_BeforeTheDelayIsOver_IsTheMinuteBefore()
    {
        var late = new MinuteMetric(delaySeconds: 90);
        late.Add(1);
        late.Add(2);

        Assert.Null(late.Latest(149));
        Assert.Equal(1, late.Latest(150));
        Assert.Equal(1, late.Latest(209));
        Assert.Equal(2, late.Latest(210));
    }

    [Fact]
    public void Run_TheSameSeed_IsTheSameDay()
    {
        var settings = ScalingSettings.Defaults();
        var first = Simulation.Run(Workloads.AllWorkloads.Bursts, settings, seed: 7);
        var second = Simulation.Run(Workloads.AllWorkloads.Bursts, settings, seed: 7);

        Assert.Equal((first.Jobs, first.TaskHours, first.Waited(0.5)), (second.Jobs, second.TaskHours, second.Waited(0.5)));
    }

    private void Add(params double?[] values)
    {
        foreach (var value in values)
        {
            _metric.Add(value);
        }
    }

    private double? Factor(int minutes) => new TargetTracking(_metric, 0.5).Factor(minutes * 60);
}
