using DispatchWorker.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;

namespace DispatchWorker.Tests;

/// <summary>A vault that is away for a while: tasks stay where they are safe, and no execution fails for it.</summary>
public sealed class VaultOutageTests : IAsyncLifetime
{
    private const string Input = """{"input":{"claimId":"F-1"}}""";

    private readonly PushBench _bench = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task While_the_vault_is_down_no_further_task_is_taken_and_no_execution_fails()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();
        await SkipAsync(120);
        _bench.Store.IsDown = true;
        var early = await StartAsync(5);
        await SkipAsync(10);
        var taken = _bench.StepFunctions.Taken;
        var late = await StartAsync(5);

        // The polls of the first nudges are over by then.
        await SkipAsync(60);
        var polls = _bench.StepFunctions.Polls;
        await SkipAsync(50);

        Assert.InRange(taken, 1, 5);
        Assert.Equal(taken, _bench.StepFunctions.Taken);
        Assert.Equal(polls, _bench.StepFunctions.Polls);

        _bench.Store.IsDown = false;
        foreach (var started in early.Concat(late))
        {
            Assert.Equal("SUCCEEDED", (await _bench.Host.WaitAsync(started, PushBench.Stop)).Status);
        }

        Assert.Equal(10, _bench.Provider.Distinct);
        _bench.AssertNoSecretWasTold();
    }

    [Fact]
    public async Task A_task_that_was_taken_is_kept_alive_until_the_vault_is_back_and_costs_no_attempt()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();
        await SkipAsync(120);
        _bench.Store.IsDown = true;
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);

        // Longer than the state's HeartbeatSeconds.
        await SkipAsync(70);
        Assert.Equal(1, _bench.StepFunctions.Taken);
        _bench.Store.IsDown = false;
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Single(_bench.Store.Tokens);
    }

    [Fact]
    public async Task An_outage_that_the_pump_finds_out_keeps_tasks_from_being_taken_at_all()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();
        await SkipAsync(120);
        _bench.Store.IsDown = true;
        await SkipAsync(40);
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await SkipAsync(120);
        Assert.Equal(0, _bench.StepFunctions.Taken);

        _bench.Store.IsDown = false;
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
    }

    [Fact]
    public async Task The_worker_is_not_ready_while_the_vault_is_down_and_says_why()
    {
        await _bench.DeployAsync();
        var worker = await _bench.StartDispatcherAsync();
        var gate = worker.Services.GetRequiredService<IPollGate>();
        await SkipAsync(120);
        Assert.Null(gate.Problem(DispatchServices.NudgeQueue));

        _bench.Store.IsDown = true;
        await SkipAsync(40);
        var down = gate.Problem(DispatchServices.NudgeQueue);
        _bench.Store.IsDown = false;
        await SkipAsync(40);

        Assert.Equal("the record store is down, so that no jobs are taken: The store is not there.", down);
        Assert.Null(gate.Problem(DispatchServices.NudgeQueue));
    }

    [Fact]
    public async Task A_stop_gives_back_what_the_vault_does_not_take()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        var first = await _bench.StartDispatcherAsync();
        await SkipAsync(120);
        _bench.Store.IsDown = true;
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => _bench.StepFunctions.Taken == 1, PushBench.Stop);
        var stopping = _bench.Clock.Elapsed;

        await _bench.Host.StopWorkerAsync(first, PushBench.Stop);
        Assert.InRange((_bench.Clock.Elapsed - stopping).TotalSeconds, 0, 30);
        Assert.Contains("Dispatch.VaultUnavailable", _bench.Log.Text, StringComparison.Ordinal);
        _bench.Store.IsDown = false;
        await _bench.StartDispatcherAsync();
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(1, _bench.Provider.Distinct);
    }

    [Fact]
    public async Task A_task_that_is_over_is_not_held_any_longer_and_not_failed_either()
    {
        await _bench.DeployAsync();
        await _bench.StartDispatcherAsync();
        await SkipAsync(120);
        _bench.Store.IsDown = true;
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => _bench.StepFunctions.Taken == 1, PushBench.Stop);
        await _bench.Host.StepFunctions.StopExecutionAsync(
            new Workers.Aws.StepFunctions.StopExecutionRequest { ExecutionArn = await _bench.InnerExecutionAsync(started) },
            PushBench.Stop
        );

        await SkipAsync(150);

        Assert.Contains("nobody waits for it", _bench.Log.Text, StringComparison.Ordinal);
        Assert.Equal((1, 0), (_bench.StepFunctions.Beats, _bench.StepFunctions.Reports));
    }

    private Task SkipAsync(int seconds) => _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(seconds), PushBench.Stop);

    private async Task<List<string>> StartAsync(int count)
    {
        var executions = new List<string>();
        for (var number = 0; number < count; number++)
        {
            executions.Add(await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop));
        }

        return executions;
    }
}
