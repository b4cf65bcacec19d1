using Workers.Hosting.Coherence;

namespace Workers.Hosting.Tests.Coherence;

public sealed class StopRulesTests
{
    private static readonly StopFacts Default = new(
        Budget: TimeSpan.FromSeconds(110),
        PollTime: TimeSpan.FromSeconds(105),
        JobTime: TimeSpan.FromSeconds(95),
        HostTimeout: TimeSpan.FromSeconds(115),
        StopTimeoutSeconds: null,
        IsOnEcs: false,
        IsOnFargate: false,
        IsProtected: true
    );

    [Fact]
    public void Check_Defaults_AreCoherent() => Assert.Empty(StopRules.Check(Default));

    [Theory]
    [InlineData(115, false)]
    [InlineData(120, false)]
    [InlineData(114, true)]
    [InlineData(30, true)]
    public void Check_StopTimeout_MustLeaveFiveSecondsAboveTheBudget(int stopTimeout, bool clashes)
    {
        var found = StopRules.Check(Default with { StopTimeoutSeconds = stopTimeout, IsOnEcs = true, IsOnFargate = true }).ToList();

        Assert.Equal(clashes, found.Exists(clash => clash.IsError));
        Assert.All(
            found,
            clash =>
            {
                Assert.Contains("Shutdown:BudgetSeconds is 110", clash.Message, StringComparison.Ordinal);
                Assert.Contains($"Shutdown:StopTimeoutSeconds is {stopTimeout}", clash.Message, StringComparison.Ordinal);
                Assert.Contains("to 115 or more", clash.Message, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Check_OnFargate_TheBudgetMustFitInItsLongestStopTimeout()
    {
        var clash = Assert.Single(
            StopRules.Check(
                Default with
                {
                    Budget = TimeSpan.FromSeconds(116),
                    HostTimeout = TimeSpan.FromSeconds(121),
                    IsOnEcs = true,
                    IsOnFargate = true,
                }
            )
        );

        Assert.True(clash.IsError);
        Assert.Contains("Set Shutdown:BudgetSeconds to 115 or less", clash.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OnEcsWithoutStopTimeout_WarnsOfTheDefault()
    {
        var clash = Assert.Single(StopRules.Check(Default with { IsOnEcs = true }));

        Assert.False(clash.IsError);
        Assert.Contains("ECS kills the worker after 30 s", clash.Message, StringComparison.Ordinal);
        Assert.Empty(
            StopRules.Check(Default with { Budget = TimeSpan.FromSeconds(25), HostTimeout = TimeSpan.FromSeconds(30), IsOnEcs = true })
        );
    }

    [Fact]
    public void Check_HostThatStopsBeforeTheBudget_Clashes()
    {
        var clash = Assert.Single(StopRules.Check(Default with { HostTimeout = TimeSpan.FromSeconds(30) }));

        Assert.True(clash.IsError);
        Assert.Contains("HostOptions.ShutdownTimeout 30 s", clash.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, 105, false)]
    [InlineData(60, 60, false)]
    [InlineData(60, 59, true)]
    [InlineData(20, 19, true)]
    public void CheckPoll_PollsThatAStopCannotWaitFor_Warn(int seconds, int pollTime, bool warns)
    {
        var found = StopRules.CheckPoll(Default with { PollTime = TimeSpan.FromSeconds(pollTime) }, "polls last", seconds, "It is lost.");

        Assert.Equal(warns, found.Any());
        Assert.DoesNotContain(found, clash => clash.IsError);
    }

    [Theory]
    [InlineData(96, true, false, true)]
    [InlineData(96, true, true, false)]
    [InlineData(96, false, false, false)]
    [InlineData(95, true, false, false)]
    [InlineData(null, true, false, false)]
    public void CheckJobs_LongJobsOnEcsWithoutProtection_Warn(int? maxDuration, bool isOnEcs, bool isProtected, bool warns) =>
        Assert.Equal(
            warns,
            StopRules.CheckJobs(Default with { IsOnEcs = isOnEcs, IsProtected = isProtected }, "Queues:x", maxDuration).Any()
        );
}
