using Scaling.Policy;
using Scaling.Workloads;

namespace Scaling.Tests;

/// <summary>What the module's defaults make of each day, and why they are the defaults.</summary>
public sealed class DefaultsTests
{
    private static readonly ScalingSettings Defaults = ScalingSettings.Defaults();

    [Fact]
    public void Of_a_steady_days_jobs_nineteen_in_twenty_are_taken_at_once()
    {
        foreach (var workload in new[] { AllWorkloads.SteadyDay, AllWorkloads.ActivityDay })
        {
            var result = Simulation.Run(workload, Defaults);

            Assert.InRange(result.Jobs, 1_300_000, 1_500_000);
            Assert.Equal(0, result.Waited(0.95));
            Assert.InRange(result.Waited(1), 0, 60);
            Assert.InRange(result.TaskHours, result.LeastTaskHours, result.LeastTaskHours * 1.7);
            Assert.InRange(result.Reversals, 0, 12);
        }
    }

    [Fact]
    public void A_burst_is_done_within_seven_minutes_and_the_service_comes_back()
    {
        foreach (var workload in new[] { AllWorkloads.Bursts, AllWorkloads.ActivityBursts })
        {
            var result = Simulation.Run(workload, Defaults);

            Assert.InRange(result.Waited(1), 60, 420);
            Assert.InRange(result.MostTasks, 2, 12);
            Assert.Equal(5, result.ScaleIns);
            Assert.Equal(0, result.GivenBack);
        }
    }

    [Fact]
    public void A_flood_of_poison_holds_up_nobody_and_costs_a_few_tasks()
    {
        var flood = Simulation.Run(AllWorkloads.PoisonFlood, Defaults);

        Assert.Equal(1000, flood.DeadLettered);
        Assert.Equal(0, flood.Waited(0.95));
        Assert.InRange(flood.Waited(1), 1, 60);
        Assert.InRange(flood.MostTasks, 2, 8);
    }

    [Fact]
    public void Long_jobs_keep_their_latency_and_none_is_given_back()
    {
        var result = Simulation.Run(AllWorkloads.LongJobs, Defaults);

        Assert.Equal(300, result.Jobs);
        Assert.InRange(result.Waited(1), 0, (int)AllWorkloads.LongJobs.Service.AcceptableLatencySeconds);
        Assert.Equal(0, result.GivenBack);
    }

    [Fact]
    public void None_of_the_candidates_that_keep_the_latency_is_cheaper_by_more_than_a_hundredth()
    {
        var candidates = Candidates
            .Running(Defaults)
            .AsParallel()
            .Select(candidate =>
                (candidate.Settings, Days: AllWorkloads.Running.ToDictionary(day => day, day => Simulation.Run(day, candidate.Settings)))
            )
            .ToList();

        var keeping = candidates.Where(candidate =>
            new[] { AllWorkloads.SteadyDay, AllWorkloads.ActivityDay, AllWorkloads.PoisonFlood }.All(day =>
                candidate.Days[day].Waited(0.95) == 0
            )
            && candidate.Days[AllWorkloads.LongJobs].Waited(1) <= AllWorkloads.LongJobs.Service.AcceptableLatencySeconds
        );

        var costs = keeping.ToDictionary(candidate => candidate.Settings, candidate => candidate.Days.Values.Sum(day => day.TaskHours));
        Assert.InRange(costs.Count, 2, candidates.Count - 1);
        Assert.InRange(costs[Defaults], costs.Values.Min(), costs.Values.Min() * 1.01);
    }

    [Fact]
    public void A_short_wait_between_scale_ins_costs_more_and_makes_jobs_wait()
    {
        var defaults = Simulation.Run(AllWorkloads.SteadyDay, Defaults);
        var hasty = Simulation.Run(AllWorkloads.SteadyDay, Defaults with { ScaleInCooldownSeconds = 60 });

        Assert.True(hasty.TaskHours > defaults.TaskHours, $"{hasty.TaskHours} h against {defaults.TaskHours} h");
        Assert.True(hasty.Waited(1) > defaults.Waited(1) + 60, $"{hasty.Waited(1)} s against {defaults.Waited(1)} s");
    }

    [Fact]
    public void A_backlog_divided_by_running_tasks_asks_again_for_those_that_start()
    {
        var wanted = Simulation.Run(AllWorkloads.Bursts, Defaults);
        var running = Simulation.Run(AllWorkloads.Bursts, Defaults with { BacklogPer = BacklogPer.RunningTask });

        Assert.True(running.TaskHours > 1.4 * wanted.TaskHours, $"{running.TaskHours} h against {wanted.TaskHours} h");
        Assert.True(running.Waited(1) > wanted.Waited(1) - 10, "Nobody waits less for it.");
    }

    [Fact]
    public void A_short_cooldown_answers_a_burst_again_before_the_first_answer_works()
    {
        var defaults = Simulation.Run(AllWorkloads.Bursts, Defaults);
        var hasty = Simulation.Run(AllWorkloads.Bursts, Defaults with { ScaleOutCooldownSeconds = 60 });

        Assert.True(hasty.TaskHours > 2.5 * defaults.TaskHours, $"{hasty.TaskHours} h against {defaults.TaskHours} h");
        Assert.True(hasty.Waited(1) > defaults.Waited(1) - 15, "Nobody waits less for it.");
    }

    [Fact]
    public void A_backlog_without_jobs_in_flight_is_noticed_later()
    {
        var counted = Simulation.Run(AllWorkloads.LongJobs, Defaults);
        var not = Simulation.Run(AllWorkloads.LongJobs, Defaults with { CountsInFlight = false });

        Assert.True(not.Waited(0.5) > counted.Waited(0.5) + 60, $"{not.Waited(0.5)} s against {counted.Waited(0.5)} s");
    }
}
