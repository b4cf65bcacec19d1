using Scaling.Policy;
using Scaling.Workloads;

namespace Scaling.Tests;

/// <summary>What the module's defaults make of services that may stand at zero.</summary>
public sealed class ZeroTests
{
    private static readonly ScalingSettings Defaults = ScalingSettings.Defaults();

    [Fact]
    public void A_service_that_is_woken_starts_once_for_a_job_and_stops_once()
    {
        foreach (var workload in new[] { AllWorkloads.HourlyWoken, AllWorkloads.ActivityHourlyWoken })
        {
            var woken = Simulation.Run(workload, Defaults);

            Assert.Equal((24, 24, 24, 1, 0), (woken.Jobs, woken.ScaleOuts, woken.ScaleIns, woken.MostTasks, woken.AlarmWakes));
            Assert.InRange(woken.Waited(1), 45, 75);
        }
    }

    [Fact]
    public void A_service_that_nobody_wakes_is_started_by_its_alarm_within_eight_minutes()
    {
        foreach (var workload in new[] { AllWorkloads.HourlyByAlarm, AllWorkloads.ActivityHourlyByAlarm })
        {
            var byAlarm = Simulation.Run(workload, Defaults);

            Assert.Equal((24, 24, 24, 1, 24), (byAlarm.Jobs, byAlarm.ScaleOuts, byAlarm.ScaleIns, byAlarm.MostTasks, byAlarm.AlarmWakes));
            Assert.InRange(byAlarm.Waited(1), 360, 480);
        }
    }

    [Fact]
    public void A_queue_whose_metrics_sleep_wakes_its_service_a_quarter_of_an_hour_later()
    {
        var rare = Simulation.Run(AllWorkloads.RareByAlarm, Defaults);

        Assert.Equal((6, 1, 6), (rare.Jobs, rare.MostTasks, rare.AlarmWakes));
        Assert.InRange(rare.Waited(0), 15 * 60, 24 * 60);
        Assert.InRange(rare.Waited(1), 15 * 60, 24 * 60);
    }

    [Fact]
    public void Jobs_around_the_way_to_zero_never_wait_for_longer_than_a_start()
    {
        foreach (var workload in new[] { AllWorkloads.AroundIdle, AllWorkloads.ActivityAroundIdle })
        {
            var around = Simulation.Run(workload, Defaults);

            Assert.Equal((145, 1, 0, 0), (around.Jobs, around.MostTasks, around.AlarmWakes, around.GivenBack));
            Assert.Equal(around.ScaleOuts, around.ScaleIns);
            Assert.InRange(around.ScaleOuts, 80, 100);
            Assert.InRange(around.Waited(1), 45, 75);
        }
    }

    [Fact]
    public void The_alarm_leaves_services_alone_that_run_or_have_just_been_woken()
    {
        foreach (
            var workload in new[] { AllWorkloads.SteadyDay, AllWorkloads.ActivityDay, AllWorkloads.RoughDay, AllWorkloads.BurstsFromZero }
        )
        {
            var result = Simulation.Run(workload with { Service = workload.Service with { MinTasks = 0 } }, Defaults);

            Assert.Equal(0, result.AlarmWakes);
        }
    }

    [Fact]
    public void An_alarm_that_waits_for_no_minute_starts_a_second_task_beside_the_one_that_was_woken()
    {
        var hasty = Simulation.Run(AllWorkloads.HourlyWoken, Defaults with { WakeMinutes = 1, WakeOfMinutes = 2 });

        Assert.Equal(2, hasty.MostTasks);
        Assert.InRange(hasty.AlarmWakes, 10, 24);
    }

    [Fact]
    public void An_alarm_with_a_short_cooldown_asks_again_before_the_first_task_is_counted()
    {
        foreach (var workload in new[] { AllWorkloads.HourlyByAlarm, AllWorkloads.ActivityHourlyByAlarm })
        {
            Assert.InRange(Simulation.Run(workload, Defaults with { WakeCooldownSeconds = 60 }).MostTasks, 5, 10);
        }
    }

    [Fact]
    public void Another_quarter_of_an_hour_of_idleness_saves_starts_and_costs_tasks()
    {
        var defaults = Simulation.Run(AllWorkloads.Sparse, Defaults);
        var longer = Simulation.Run(AllWorkloads.Sparse, Defaults with { IdleMinutes = 2 * Defaults.IdleMinutes });

        Assert.True(longer.ScaleOuts < 0.6 * defaults.ScaleOuts, $"{longer.ScaleOuts} starts against {defaults.ScaleOuts}");
        Assert.True(longer.TaskHours > 1.3 * defaults.TaskHours, $"{longer.TaskHours} h against {defaults.TaskHours} h");
    }
}
