using LocalFleet.Executions;
using LocalFleet.Statistics;
using Workers.Testing.Time;

namespace LocalFleet.Tests;

public sealed class ExecutionWatchTests
{
    private readonly TestClock _clock = new();
    private readonly List<EmulatorStatistics> _reported = [];

    [Fact]
    public async Task Waits_until_every_execution_has_ended()
    {
        var readings = new Queue<EmulatorStatistics>([Reading(0, 0), Reading(3, 0), Reading(1, 2), Reading(0, 3)]);

        var last = await WatchAsync(_ => Task.FromResult(readings.Dequeue()), Task.CompletedTask);

        Assert.Equal(3, last.Claims.Ended);
        Assert.Equal(4, _reported.Count);
        Assert.Equal(TimeSpan.FromSeconds(1.5), _clock.Elapsed);
    }

    [Fact]
    public async Task Gives_up_when_nothing_happens_for_the_standstill()
    {
        var last = await WatchAsync(_ => Task.FromResult(Reading(1, 2)), Task.CompletedTask);

        Assert.Equal(1, last.Claims.Running);
        Assert.InRange(_clock.Elapsed, ExecutionWatch.Standstill, ExecutionWatch.Standstill + TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Goes_on_while_jobs_are_done_even_if_no_execution_ends()
    {
        var count = 0;

        var last = await WatchAsync(
            _ =>
            {
                // A job in every minute, for ten minutes.
                count++;
                var jobs = (int)_clock.Elapsed.TotalMinutes;
                return Task.FromResult(jobs < 10 ? Reading(3, 0, jobs) : Reading(0, 3, jobs));
            },
            Task.CompletedTask
        );

        Assert.Equal(3, last.Claims.Ended);
        Assert.True(count > 1000);
    }

    [Fact]
    public async Task A_start_that_fails_ends_the_wait_with_its_error()
    {
        var starting = Task.FromException(new FleetException("refused"));

        var exception = await Assert.ThrowsAsync<FleetException>(() => WatchAsync(_ => Task.FromResult(Reading(0, 0)), starting));

        Assert.Equal("refused", exception.Message);
    }

    private Task<EmulatorStatistics> WatchAsync(Func<CancellationToken, Task<EmulatorStatistics>> statistics, Task starting)
    {
        var token = TestContext.Current.CancellationToken;
        var watch = new ExecutionWatch(statistics, _clock);
        return _clock.RunUntilAsync(watch.UntilEndedAsync(3, starting, _reported.Add, token), token);
    }

    private static EmulatorStatistics Reading(long running, long succeeded, long jobs = 0) =>
        new()
        {
            Executions =
            {
                [FleetNames.Claims] = new ExecutionStatistics { Running = running, Succeeded = succeeded },
            },
            Activities = { [FleetNames.Activities.Appraise] = new ActivityStatistics { Succeeded = jobs } },
        };
}
