using DispatchWorker.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DispatchWorker.Tests;

/// <summary>Two dispatchers over one vault, each of which sees every hand-over.</summary>
public sealed class TwoDispatchersTests : IAsyncLifetime
{
    private const int Claims = 20;

    private readonly PushBench _bench = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Each_job_is_handed_over_once_and_reported_once()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromMinutes(2));
        await _bench.StartDispatcherAsync();
        await _bench.StartDispatcherAsync();

        await RunAllAsync();

        Assert.Equal(Claims, _bench.Provider.Received.Count);
        Assert.Equal(Claims, _bench.Provider.Distinct);
        Assert.Equal(Claims, _bench.StepFunctions.Reports);
    }

    [Fact]
    public async Task One_goes_on_with_everything_that_the_other_had_begun()
    {
        await _bench.DeployAsync();
        await _bench.StartDispatcherAsync();
        var crashed = _bench.Trap!;
        await _bench.StartDispatcherAsync();
        _bench.Provider.Work = async payment =>
        {
            await Task.Delay(TimeSpan.FromSeconds(30), _bench.Clock, PushBench.Stop);
            crashed.Spring();
            await Task.Delay(TimeSpan.FromMinutes(5), _bench.Clock, PushBench.Stop);
            await _bench.Provider.CallAsync(payment.Id, "success", """{"paid":true}""");
        };

        await RunAllAsync();

        // No state timed out meanwhile: the other one sent the heartbeats.
        Assert.Equal(Claims, _bench.Store.Tokens.Count);
        Assert.Equal(Claims, _bench.Provider.Distinct);
    }

    [Fact]
    public async Task One_that_has_lost_the_network_and_not_the_vault_keeps_no_state_from_its_heartbeats()
    {
        await _bench.DeployAsync();
        var partitioned = await _bench.StartDispatcherAsync();
        _bench.PayAfter(TimeSpan.FromMinutes(8));
        var executions = await StartAllAsync();
        await _bench.Clock.RunUntilAsync(() => _bench.Provider.Received.Count == Claims, PushBench.Stop);

        _bench.Host.PartitionWorker(partitioned);
        await _bench.StartDispatcherAsync();
        await WaitForAllAsync(executions);

        Assert.Equal(Claims, _bench.Provider.Distinct);
        Assert.Equal(Claims, _bench.Store.Tokens.Count);
    }

    [Theory]
    [InlineData(-120)]
    [InlineData(120)]
    public async Task Clocks_that_differ_do_a_job_under_no_second_id(int seconds)
    {
        _bench.Provider.Tolerance = Math.Abs(seconds);
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromMinutes(2));
        await _bench.StartDispatcherAsync(services: services =>
            services.AddSingleton<TimeProvider>(new SkewedClock(_bench.Clock, TimeSpan.FromSeconds(seconds)))
        );
        await _bench.StartDispatcherAsync();

        await RunAllAsync();

        Assert.Equal(Claims, _bench.Provider.Distinct);
    }

    private async Task RunAllAsync() => await WaitForAllAsync(await StartAllAsync());

    private async Task<List<string>> StartAllAsync()
    {
        var executions = new List<string>();
        for (var claim = 0; claim < Claims; claim++)
        {
            executions.Add(await _bench.Host.StartAsync(_bench.Machine, $$$"""{"input":{"claimId":"F-{{{claim}}}"}}""", PushBench.Stop));
        }

        return executions;
    }

    private async Task WaitForAllAsync(List<string> executions)
    {
        foreach (var execution in executions)
        {
            var ended = await _bench.Host.WaitAsync(execution, PushBench.Stop);
            Assert.Equal(("SUCCEEDED", """{"paid":true}"""), (ended.Status, ended.Output));
        }
    }

    /// <summary>A clock that is wrong by so much and runs as fast as the right one.</summary>
    private sealed class SkewedClock(TimeProvider clock, TimeSpan skew) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + skew;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(callback, state, dueTime, period);
    }
}
