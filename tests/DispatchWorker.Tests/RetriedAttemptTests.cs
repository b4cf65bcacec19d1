using DispatchWorker.Settings;
using DispatchWorker.Tests.Support;
using DispatchWorker.Vault;
using Microsoft.Extensions.DependencyInjection;

namespace DispatchWorker.Tests;

/// <summary>A state that is tried again is the same job under the same id, whatever else happens to its hand-over at that moment.</summary>
public sealed class RetriedAttemptTests : IAsyncLifetime
{
    private const string Input = """{"input":{"claimId":"F-1"}}""";
    private const string Paid = """{"paid":true}""";

    private readonly PushBench _bench = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_hand_over_that_is_written_while_its_token_is_replaced_keeps_its_id()
    {
        await _bench.DeployAsync();
        var first = await _bench.StartDispatcherAsync();
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => !_bench.Provider.Received.IsEmpty, PushBench.Stop);
        var id = _bench.Provider.Received.Single().Id;
        _bench.Trap!.Spring();
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(70), PushBench.Stop);
        var vault = new TokenVault(_bench.OpenVault(), first.Services.GetRequiredService<DispatchSettings>());
        var writes = 0;
        _bench.StepFunctions.BeforeBeat = async () =>
        {
            if (Interlocked.Increment(ref writes) <= 4)
            {
                await vault.ChangeAsync(id, current => current with { Problem = $"write {writes}" }, PushBench.Stop);
            }
        };
        _bench.Provider.WorkAgain = payment => _bench.Provider.CallAsync(payment.Id, "success", Paid);

        await _bench.StartDispatcherAsync();
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal(("SUCCEEDED", Paid), (execution.Status, execution.Output));
        Assert.True(writes > 0);
        Assert.Equal([id], _bench.Store.Ids);
    }

    [Fact]
    public async Task A_job_is_known_again_for_as_long_as_its_latest_attempt_is_kept()
    {
        _bench.Settings["Callbacks:RetentionSeconds"] = "60";
        await _bench.DeployAsync();
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        foreach (var outage in new[] { 500, 200, 200 })
        {
            await _bench.StartDispatcherAsync();
            await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), PushBench.Stop);
            _bench.Trap!.Spring();
            await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(outage), PushBench.Stop);
        }

        _bench.Provider.WorkAgain = payment => _bench.Provider.CallAsync(payment.Id, "success", Paid);
        await _bench.StartDispatcherAsync();
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.True(_bench.Store.Tokens.Count >= 3);
        Assert.Single(_bench.Store.Ids);
    }

    [Fact]
    public async Task An_outcome_told_when_the_task_was_over_serves_the_next_attempt()
    {
        await _bench.DeployAsync(loseNudges: true);
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.StartDispatcherAsync();
        await _bench.Clock.RunUntilAsync(() => !_bench.Provider.Received.IsEmpty, PushBench.Stop);
        var id = _bench.Provider.Received.Single().Id;

        // Cut off from Step Functions until the state has timed out; the next attempt waits for the next sweep.
        _bench.StepFunctions.IsOut = true;
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(100), PushBench.Stop);
        _bench.StepFunctions.IsOut = false;
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(50), PushBench.Stop);
        var beat = await _bench.Provider.CallAsync(id, "heartbeat", "");
        var late = await _bench.Provider.CallAsync(id, "success", Paid);
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal((410, 410), (beat.Status, late.Status));
        Assert.Equal(("SUCCEEDED", Paid), (execution.Status, execution.Output));
        Assert.Single(_bench.Provider.Received);
        Assert.Equal(200, (await _bench.Provider.CallAsync(id, "success", Paid)).Status);
    }

    [Fact]
    public async Task A_failure_told_when_the_task_was_over_gives_the_next_attempt_a_new_id()
    {
        await _bench.DeployAsync(loseNudges: true);
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.StartDispatcherAsync();
        await _bench.Clock.RunUntilAsync(() => !_bench.Provider.Received.IsEmpty, PushBench.Stop);
        _bench.StepFunctions.IsOut = true;
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(100), PushBench.Stop);
        _bench.StepFunctions.IsOut = false;
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(50), PushBench.Stop);
        var failure = """{"error":"Worker.Shutdown","cause":"The provider was stopped."}""";
        var late = await _bench.Provider.CallAsync(_bench.Provider.Received.Single().Id, "failure", failure);
        _bench.PayAfter(TimeSpan.FromSeconds(1));

        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal(410, late.Status);
        Assert.Equal(("SUCCEEDED", Paid), (execution.Status, execution.Output));
        Assert.Equal(2, _bench.Provider.Distinct);
    }

    [Fact]
    public async Task A_report_that_went_through_before_a_crash_is_not_told_to_the_processor_as_too_late()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync(crashPoint: new CrashPoint("SendTaskSuccess", 1, AfterIt: true));
        var crashed = _bench.Trap!;
        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => crashed.HasSprung, PushBench.Stop);
        await _bench.StartDispatcherAsync();
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), PushBench.Stop);

        var again = await _bench.Provider.CallAsync(_bench.Provider.Received.Single().Id, "success", Paid);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal((200, "unconfirmed"), (again.Status, again.Body.GetProperty("result").GetString()));
    }

    [Fact]
    public async Task A_report_that_did_not_get_through_before_the_task_timed_out_is_told_as_too_late()
    {
        await _bench.DeployAsync(loseNudges: true);
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.StartDispatcherAsync();
        await _bench.Clock.RunUntilAsync(() => !_bench.Provider.Received.IsEmpty, PushBench.Stop);
        await _bench.Host.StepFunctions.StopExecutionAsync(
            new Workers.Aws.StepFunctions.StopExecutionRequest { ExecutionArn = await _bench.InnerExecutionAsync(started) },
            PushBench.Stop
        );

        var late = await _bench.Provider.CallAsync(_bench.Provider.Received.Single().Id, "success", Paid);

        Assert.Equal(410, late.Status);
    }
}
