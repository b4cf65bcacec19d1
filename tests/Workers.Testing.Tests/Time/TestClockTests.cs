using System.Diagnostics;
using Workers.Testing.Time;

namespace Workers.Testing.Tests.Time;

public sealed class TestClockTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_year_of_delays_passes_at_once()
    {
        var clock = new TestClock();
        var watch = Stopwatch.StartNew();

        await clock.RunUntilAsync(Days(clock), Stop);

        Assert.Equal(TimeSpan.FromDays(365), clock.Elapsed);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));

        static async Task Days(TestClock clock)
        {
            for (var day = 0; day < 365; day++)
            {
                await Task.Delay(TimeSpan.FromDays(1), clock, Stop);
            }
        }
    }

    [Fact]
    public async Task Timers_fire_in_the_order_in_which_they_fall_due()
    {
        var clock = new TestClock();
        var fired = new List<int>();
        var all = Task.WhenAll(After(3), After(1), After(2));

        await clock.RunUntilAsync(all, Stop);

        Assert.Equal([1, 2, 3], fired);

        async Task After(int seconds)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), clock, Stop);
            fired.Add(seconds);
        }
    }

    [Fact]
    public async Task Time_stands_still_while_announced_work_runs()
    {
        var clock = new TestClock();
        var work = new TaskCompletionSource();
        var shown = TimeSpan.MaxValue;
        var timer = Task.Delay(TimeSpan.FromSeconds(1), clock, Stop);
        var job = Job();
        using var release = new Timer(_ => work.SetResult(), null, 100, Timeout.Infinite);

        await clock.RunUntilAsync(Task.WhenAll(timer, job), Stop);

        Assert.Equal(TimeSpan.Zero, shown);

        async Task Job()
        {
            using (clock.Enter("job"))
            {
                await work.Task;
                shown = clock.Elapsed;
            }
        }
    }

    [Fact]
    public async Task Time_moves_while_announced_work_waits_for_the_clock()
    {
        var clock = new TestClock();

        await clock.RunUntilAsync(Job(), Stop);

        Assert.Equal(TimeSpan.FromHours(1), clock.Elapsed);

        async Task Job()
        {
            using (clock.Enter("job"))
            {
                await Task.Delay(TimeSpan.FromHours(1), clock, Stop);
            }
        }
    }

    [Fact]
    public async Task A_run_that_is_held_still_fails_and_names_the_holder()
    {
        var clock = new TestClock { StallTimeout = TimeSpan.FromMilliseconds(50) };
        var timer = Task.Delay(TimeSpan.FromSeconds(1), clock, Stop);
        using var job = clock.Enter("appraise-claim");

        var stalled = await Assert.ThrowsAsync<ClockStalledException>(() => clock.RunUntilAsync(timer, Stop));

        Assert.Contains("appraise-claim", stalled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_a_timer_to_wait_for_fails()
    {
        var clock = new TestClock();
        var never = new TaskCompletionSource();

        await Assert.ThrowsAsync<ClockStalledException>(() => clock.RunUntilAsync(never.Task, Stop));
    }

    [Fact]
    public async Task Advance_stops_at_the_time_told_and_runs_what_falls_due()
    {
        var clock = new TestClock();
        var ticks = 0;
        await using var timer = clock.CreateTimer(_ => ticks++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        await clock.AdvanceAsync(TimeSpan.FromSeconds(10.5), Stop);

        Assert.Equal(10, ticks);
        Assert.Equal(TimeSpan.FromSeconds(10.5), clock.Elapsed);
    }

    [Fact]
    public async Task A_disposed_timer_does_not_fire()
    {
        var clock = new TestClock();
        var fired = false;
        var timer = clock.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        await timer.DisposeAsync();

        await clock.AdvanceAsync(TimeSpan.FromMinutes(1), Stop);

        Assert.False(fired);
    }
}
