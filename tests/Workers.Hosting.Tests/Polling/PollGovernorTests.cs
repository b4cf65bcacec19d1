using Workers.Aws;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Polling;

public sealed class PollGovernorTests
{
    private readonly ManualTime _time = new();
    private readonly WorkerClock _clock;

    public PollGovernorTests() => _clock = new WorkerClock(_time);

    [Fact]
    public void Target_follows_what_polls_bring_within_its_limits()
    {
        var governor = Governor(most: 3);
        Assert.Equal(1, governor.Target);

        for (var i = 0; i < 5; i++)
        {
            governor.Full();
        }

        Assert.Equal(3, governor.Target);
        governor.NotFull();
        Assert.Equal(2, governor.Target);
        governor.NotFull();
        governor.NotFull();
        Assert.Equal(1, governor.Target);
    }

    [Fact]
    public void A_throttle_halves_the_target_once_for_polls_that_fail_together()
    {
        var governor = Governor(most: 100);
        for (var i = 0; i < 39; i++)
        {
            governor.Full();
        }

        var opened = _clock.Now;
        _time.Advance(TimeSpan.FromSeconds(1));
        governor.Failed(AwsErrorKind.Throttled, opened);
        governor.Failed(AwsErrorKind.Throttled, opened);
        governor.Failed(AwsErrorKind.Throttled, opened);

        Assert.Equal(20, governor.Target);
    }

    [Theory]
    [InlineData(AwsErrorKind.Transient, 0.2, 10)]
    [InlineData(AwsErrorKind.Throttled, 1, 10)]
    [InlineData(AwsErrorKind.Final, 10, 30)]
    public void Pauses_grow_within_their_limits_whatever_the_jitter(AwsErrorKind kind, double leastSeconds, double mostSeconds)
    {
        foreach (var random in new[] { 0.0, 0.5, 0.999 })
        {
            var governor = Governor(most: 10, random);
            var last = TimeSpan.Zero;
            for (var i = 0; i < 12; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                var pause = governor.Failed(kind, _clock.Now);
                Assert.InRange(pause.TotalSeconds, leastSeconds, mostSeconds);
                Assert.True(pause >= last);
                last = pause;
            }
        }
    }

    [Fact]
    public async Task A_turn_is_given_when_a_poll_leaves_and_refused_after_the_end()
    {
        var governor = Governor(most: 1);
        Assert.True(await governor.EnterAsync());
        var second = governor.EnterAsync().AsTask();
        Assert.False(second.IsCompleted);

        governor.Leave();
        Assert.True(await Soon.Within(second));

        var third = governor.EnterAsync().AsTask();
        governor.Close();
        Assert.False(await Soon.Within(third));
    }

    private PollGovernor Governor(int most, double random = 0.5) => new(most, _clock, new Jitter(() => random));
}
