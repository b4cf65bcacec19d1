using Workers.Hosting.Polling;

namespace Workers.Hosting.Tests.Polling;

public sealed class PollCircuitTests
{
    private readonly PollCircuit _circuit = new(TimeSpan.FromSeconds(10));

    [Fact]
    public void Failed_ForLongerThanTheLimit_Opens()
    {
        Assert.False(Fail(first: true, started: 0, now: 1));
        Assert.False(Fail(first: false, started: 5, now: 9));
        Assert.True(CanPoll(9));

        Assert.True(Fail(first: false, started: 10, now: 10));
        Assert.False(CanPoll(11));
        Assert.False(Fail(first: false, started: 12, now: 12));
    }

    [Fact]
    public void Failed_AttemptThatHung_CountsFromItsStart() => Assert.True(Fail(first: true, started: 0, now: 10));

    [Fact]
    public void Answered_InBetween_StartsAnew()
    {
        Fail(first: true, started: 0, now: 9);
        Assert.False(_circuit.Answered(wasTroubled: false));

        Assert.False(Fail(first: false, started: 10, now: 19));
        Assert.True(CanPoll(19));
    }

    [Fact]
    public void Answered_WhileOpen_Closes()
    {
        Fail(first: true, started: 0, now: 10);

        Assert.True(_circuit.Answered(wasTroubled: true));
        Assert.True(CanPoll(10));
        Assert.Null(_circuit.FailingSince);
    }

    [Fact]
    public void GivenUp_FailuresFarApart_DoNotOpen()
    {
        Fail(first: true, started: 0, now: 1);
        _circuit.GivenUp(TimeSpan.FromSeconds(2));

        Assert.False(Fail(first: true, started: 86_400, now: 86_401));
    }

    [Fact]
    public void GivenUp_AfterTheLimit_Opens()
    {
        Fail(first: true, started: 0, now: 9);

        Assert.True(_circuit.GivenUp(TimeSpan.FromSeconds(11)));
        Assert.False(CanPoll(12));
    }

    [Fact]
    public void IsFailing_NothingLeftToTryAgain_EndsHalfAMinuteAfterTheLastFailure()
    {
        Fail(first: true, started: 0, now: 10);
        Assert.True(_circuit.IsFailing(TimeSpan.FromDays(1)));
        _circuit.GivenUp(TimeSpan.FromSeconds(20));

        Assert.True(_circuit.IsFailing(TimeSpan.FromSeconds(39)));
        Assert.False(_circuit.IsFailing(TimeSpan.FromSeconds(40)));
        Assert.True(CanPoll(40));
        Assert.False(_circuit.IsFailing(TimeSpan.FromSeconds(41)));
        Assert.True(_circuit.IsOpen);

        Fail(first: true, started: 50, now: 51);
        Assert.True(_circuit.IsFailing(TimeSpan.FromDays(1)));
    }

    [Fact]
    public void TryPoll_WhileReportsAreTriedAgain_WaitsForThem()
    {
        Fail(first: true, started: 0, now: 10);

        Assert.False(_circuit.TryPoll(TimeSpan.FromDays(1), out var askAgain));
        Assert.Equal(TimeSpan.MaxValue, askAgain);
    }

    [Fact]
    public void TryPoll_NothingLeftToShowARecovery_LetsOnePollThroughEveryHalfMinute()
    {
        Fail(first: true, started: 0, now: 10);
        _circuit.GivenUp(TimeSpan.FromSeconds(10));

        Assert.False(_circuit.TryPoll(TimeSpan.FromSeconds(39), out var askAgain));
        Assert.Equal(40, askAgain.TotalSeconds);
        Assert.True(CanPoll(40));
        Assert.False(CanPoll(41));
        Assert.True(CanPoll(70));

        // The job that the poll brought fails to report, too.
        Fail(first: true, started: 71, now: 72);
        _circuit.GivenUp(TimeSpan.FromSeconds(72));
        Assert.False(CanPoll(101));
        Assert.True(CanPoll(102));
    }

    private bool Fail(bool first, double started, double now) =>
        _circuit.Failed(first, TimeSpan.FromSeconds(started), TimeSpan.FromSeconds(now), "no");

    private bool CanPoll(double now) => _circuit.TryPoll(TimeSpan.FromSeconds(now), out _);
}
