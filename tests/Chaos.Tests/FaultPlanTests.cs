using Chaos.Faults;

namespace Chaos.Tests;

public sealed class FaultPlanTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private static readonly IReadOnlyList<TimeSpan> Budgets =
    [
        .. Enumerable.Range(0, 12).Select(worker => TimeSpan.FromSeconds(worker < 3 ? 90 : 20)),
    ];

    [Fact]
    public void The_same_seed_draws_the_same_faults_and_another_one_others()
    {
        Assert.Equal(FaultPlan.Draw(1, TenMinutes, Budgets, cuts: true), FaultPlan.Draw(1, TenMinutes, Budgets, cuts: true));
        Assert.NotEqual(FaultPlan.Draw(1, TenMinutes, Budgets, cuts: true), FaultPlan.Draw(2, TenMinutes, Budgets, cuts: true));
    }

    [Fact]
    public void Ten_minutes_have_many_faults_of_every_kind_on_every_worker()
    {
        var plan = FaultPlan.Draw(1, TenMinutes, Budgets, cuts: true);

        Assert.InRange(plan.Count, 150, 250);
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.InRange(plan.Count(fault => fault.Kind == kind), 10, 100));
        Assert.Equal(12, plan.Select(fault => fault.Worker).Distinct().Count());
    }

    [Fact]
    public void Where_networks_cannot_be_cut_only_processes_are_hurt()
    {
        var plan = FaultPlan.Draw(1, TenMinutes, Budgets, cuts: false);

        Assert.NotEmpty(plan);
        Assert.DoesNotContain(plan, fault => fault.Kind is FaultKind.LinkDown or FaultKind.SilentLoss);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_process_or_a_network_that_is_hurt_is_not_hurt_again_and_all_is_well_at_the_end(int seed)
    {
        var plan = FaultPlan.Draw(seed, TenMinutes, Budgets, cuts: true);

        Assert.All(plan, fault => Assert.True(fault.At + fault.Length <= TenMinutes));
        foreach (var same in plan.GroupBy(fault => (fault.Worker, fault.Kind is FaultKind.LinkDown or FaultKind.SilentLoss)))
        {
            Assert.All(same.Zip(same.Skip(1)), pair => Assert.True(pair.First.At + Longest(pair.First) < pair.Second.At));
        }
    }

    private static TimeSpan Longest(Fault fault) =>
        fault.Length + (fault.Kind is FaultKind.Terminate ? Budgets[fault.Worker] : TimeSpan.Zero);
}
