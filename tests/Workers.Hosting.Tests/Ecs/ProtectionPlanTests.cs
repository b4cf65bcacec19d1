using Workers.Hosting.Ecs;
using Workers.Hosting.Health;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Slots;
using Workers.Hosting.Telemetry;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Ecs;

public sealed class ProtectionPlanTests
{
    private static readonly TimeSpan JobTime = TimeSpan.FromSeconds(95);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(47);
    private static readonly TimeSpan Expiry = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(120);

    private readonly ProtectionPlan _plan = new(JobTime, After, Expiry, Longest);
    private readonly PlanJobs _jobs = new();

    [Theory]
    [InlineData(null, 0, 47)] // Nothing is known.
    [InlineData(96, 0, 0)] // Longer than what a stop leaves: from the start.
    [InlineData(95, 0, 95)] // Fits, unless it takes longer than expected.
    [InlineData(10, 0, 47)]
    [InlineData(10, 500, 47)] // What the settings say wins over what was seen.
    [InlineData(null, 96, 0)] // Jobs took longer than what a stop leaves, on average.
    [InlineData(null, 30, 60)] // An average is exceeded by many; twice the average by few.
    [InlineData(null, 60, 95)]
    [InlineData(null, 2, 47)]
    public void Add_Job_NeedsProtectionWhenItMayOutlastAStop(int? maxDuration, int average, int expected)
    {
        var due = _plan.Add(_jobs.New(maxDuration, average), TimeSpan.FromSeconds(1000));

        Assert.Equal(expected, (due - TimeSpan.FromSeconds(1000)).TotalSeconds);
    }

    [Fact]
    public void Next_ShortJobs_AsksForNothing()
    {
        for (var now = 0; now < 1000; now += 40)
        {
            var job = _jobs.New();
            _plan.Add(job, Seconds(now));
            Assert.Equal(ProtectionStep.None, _plan.Next(Seconds(now + 30), out _));
            Assert.False(_plan.Remove(job, Seconds(now + 39)));
        }
    }

    [Fact]
    public void Next_LongJob_ProtectsRenewsAtHalfOfTheExpiryAndReleases()
    {
        var job = _jobs.New();
        _plan.Add(job, Seconds(0));
        Assert.Equal((ProtectionStep.None, 47d), Next(46));

        Assert.Equal(ProtectionStep.Protect, Next(47).Step);
        Answer(ProtectionStep.Protect, AgentResult.Done, 47);
        Assert.Equal((ProtectionStep.None, 347d), Next(48));

        Assert.Equal(ProtectionStep.Protect, Next(347).Step);
        Answer(ProtectionStep.Protect, AgentResult.Done, 347);
        Assert.Equal(ProtectionStep.None, Next(400).Step);

        Assert.True(_plan.Remove(job, Seconds(401)));
        Assert.Equal(ProtectionStep.Release, Next(401).Step);
        Answer(ProtectionStep.Release, AgentResult.Done, 401);
        Assert.Equal(ProtectionStep.None, Next(402).Step);
    }

    [Fact]
    public void Next_SecondLongJob_AsksNothingUntilTheLastHasEnded()
    {
        var first = _jobs.New(maxDuration: 3600);
        var second = _jobs.New(maxDuration: 3600);
        _plan.Add(first, Seconds(0));
        Protect(0);

        _plan.Add(second, Seconds(10));
        Assert.Equal(ProtectionStep.None, Next(10).Step);
        _plan.Remove(first, Seconds(20));
        Assert.Equal(ProtectionStep.None, Next(20).Step);
        _plan.Remove(second, Seconds(30));
        Assert.Equal(ProtectionStep.Release, Next(30).Step);
    }

    [Fact]
    public void Next_AfterAFailure_TriesAgainNoSoonerThanTold()
    {
        _plan.Add(_jobs.New(maxDuration: 3600), Seconds(0));
        Assert.Equal(ProtectionStep.Protect, Next(0).Step);
        _plan.Answered(ProtectionStep.Protect, AgentResult.Refused, Seconds(0), retryAt: Seconds(5));

        Assert.Equal((ProtectionStep.None, 5d), Next(1));
        Assert.Equal(ProtectionStep.Protect, Next(5).Step);
    }

    [Fact]
    public void Next_ProtectionThatMayHaveBeenGranted_IsReleased()
    {
        var job = _jobs.New(maxDuration: 3600);
        _plan.Add(job, Seconds(0));
        _plan.Answered(ProtectionStep.Protect, AgentResult.Unknown, Seconds(0), retryAt: Seconds(5));
        _plan.Remove(job, Seconds(6));

        Assert.Equal(ProtectionStep.Release, Next(6).Step);
    }

    [Fact]
    public void Next_ReleaseThatKeepsFailing_EndsWithTheProtectionsExpiry()
    {
        var job = _jobs.New(maxDuration: 3600);
        _plan.Add(job, Seconds(0));
        Protect(0);
        _plan.Remove(job, Seconds(10));
        _plan.Answered(ProtectionStep.Release, AgentResult.Unknown, Seconds(10), retryAt: Seconds(500));

        Assert.Equal(ProtectionStep.Release, Next(500).Step);
        _plan.Answered(ProtectionStep.Release, AgentResult.Unknown, Seconds(500), retryAt: Seconds(620));
        Assert.Equal(ProtectionStep.None, Next(620).Step);
    }

    [Fact]
    public void Next_LostLease_IsNotProtected()
    {
        var job = _jobs.New(maxDuration: 3600);
        _plan.Add(job, Seconds(0));
        Protect(0);
        job.Lease.Cancel(JobCancelReason.TaskLost);

        Assert.Equal(ProtectionStep.Release, Next(300).Step);
    }

    [Fact]
    public void Holds_ProtectedForTooLong_OnlyTheSourceOfLongJobsUntilTheTaskWasFreeForAMinute()
    {
        // Long jobs one after the other, with gaps that are too short for ECS.
        var now = 0;
        Job? job = null;
        for (; now < 7200; now += 240)
        {
            if (job is not null)
            {
                _plan.Remove(job, Seconds(now));
                Assert.Equal(ProtectionStep.Release, Next(now).Step);
                Answer(ProtectionStep.Release, AgentResult.Done, now);
            }

            _plan.Add(job = _jobs.New(maxDuration: 3600), Seconds(now));
            Protect(now);
            Assert.False(_plan.Holds("long"));
        }

        Assert.Equal((ProtectionStep.None, 7260d), Next(7200));
        Assert.True(_plan.Holds("long"));
        Assert.False(_plan.Holds("short"));

        // The running job stays protected until it has ended.
        Protect(7260);
        _plan.Remove(job!, Seconds(7400));
        Assert.Equal(ProtectionStep.Release, Next(7400).Step);
        Answer(ProtectionStep.Release, AgentResult.Done, 7400);

        Assert.Equal((ProtectionStep.None, 7460d), Next(7400));
        Assert.True(_plan.Holds("long"));
        Assert.Equal(ProtectionStep.None, Next(7460).Step);
        Assert.False(_plan.Holds("long"));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private (ProtectionStep Step, double LookAgain) Next(double now)
    {
        var step = _plan.Next(Seconds(now), out var next);
        return (step, next.TotalSeconds);
    }

    private void Protect(double now)
    {
        Assert.Equal(ProtectionStep.Protect, Next(now).Step);
        Answer(ProtectionStep.Protect, AgentResult.Done, now);
        Next(now);
    }

    private void Answer(ProtectionStep step, AgentResult result, double now) =>
        _plan.Answered(step, result, Seconds(now), retryAt: Seconds(now + 5));

    /// <summary>Jobs that nobody runs.</summary>
    private sealed class PlanJobs
    {
        private readonly WorkerClock _clock = new(new ManualTime());
        private readonly WorkerTelemetry _telemetry = new(new TestMeters(), new WorkerHealth());

        public Job New(int? maxDuration = null, int average = 0)
        {
            var source = new SourceTelemetry(_telemetry, "long", "test", "test", new SlotPool(1, _clock.Time));
            if (average > 0)
            {
                source.JobEnded(JobOutcome.Succeeded(default), TimeSpan.FromSeconds(average));
            }

            var lease = new Lease(_clock, "1", source);
            return new Job
            {
                Run = _ => { },
                Source = source,
                Invoker = null!,
                Lease = lease,
                MaxDuration = maxDuration is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Context = new JobContext
                {
                    JobId = "1",
                    SourceName = "long",
                    Envelope = new JobEnvelope(),
                    Lease = lease,
                },
            };
        }
    }

    private sealed class TestMeters : System.Diagnostics.Metrics.IMeterFactory
    {
        public System.Diagnostics.Metrics.Meter Create(System.Diagnostics.Metrics.MeterOptions options) => new(options);

        public void Dispose() { }
    }
}
