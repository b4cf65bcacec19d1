using System.Net;
using DispatchWorker.Tests.Support;

namespace DispatchWorker.Tests;

/// <summary>The pattern from end to end, in skipped time.</summary>
public sealed class PushPatternTests : IAsyncLifetime
{
    private const string Input = """{"input":{"claimId":"F-1","amount":250}}""";

    private readonly PushBench _bench = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_payment_goes_to_the_provider_and_its_answer_comes_back()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromMinutes(3));
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal("""{"paid":true}""", execution.Output);
        var payment = Assert.Single(_bench.Provider.Received);
        Assert.Equal("""{"claimId":"F-1","amount":250}""", payment.Input.GetRawText());
        Assert.Equal(execution.ExecutionArn, payment.Dispatch.GetProperty("execution").GetString());
        Assert.Equal($"https://dispatch.example/callbacks/{payment.Id}", payment.Dispatch.GetProperty("callbackUrl").GetString());
        Assert.Matches("^[0-9a-f]{32}$", payment.Id);
        _bench.AssertNoSecretWasTold();
    }

    [Fact]
    public async Task A_dispatcher_says_at_its_end_how_many_tasks_it_took_and_what_became_of_their_results()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromMinutes(3));
        var dispatcher = await _bench.StartDispatcherAsync();
        await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        await _bench.Host.StopWorkerAsync(dispatcher, PushBench.Stop);

        Assert.Matches(
            "pay-claim: 1 tasks taken by [1-9][0-9]* polls, of which 0 failed; 1 results accepted, 0 came too late, 0 given up",
            _bench.Log.Text
        );
    }

    [Fact]
    public async Task A_failure_by_name_reaches_the_outer_execution()
    {
        await _bench.DeployAsync();
        _bench.Provider.Work = payment =>
            _bench.Provider.CallAsync(payment.Id, "failure", """{"error":"Payment.Declined","cause":"The account is closed."}""");
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("FAILED", "Payment.Declined", "The account is closed."), (execution.Status, execution.Error, execution.Cause));
        Assert.Single(_bench.Provider.Received);
    }

    [Fact]
    public async Task An_inner_execution_that_cannot_be_started_fails_by_the_services_name()
    {
        await _bench.DeployAsync();
        var machine = await _bench.DeployOuterAsync("orphan", "arn:aws:states:us-east-1:000000000000:stateMachine:missing");

        var execution = await _bench.Host.RunAsync(machine, Input, PushBench.Stop);

        Assert.Equal(("FAILED", "StepFunctions.StateMachineDoesNotExistException"), (execution.Status, execution.Error));
        Assert.Contains("missing", execution.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_no_dispatcher_takes_fails_by_name()
    {
        await _bench.DeployAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("FAILED", "Dispatch.TimedOut"), (execution.Status, execution.Error));
        Assert.Equal(TimeSpan.FromHours(1), execution.StopDate - execution.StartDate);
    }

    [Fact]
    public async Task A_processor_that_never_answers_is_given_up_at_its_deadline()
    {
        await _bench.DeployAsync();
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("FAILED", "Dispatch.ProcessorTimedOut"), (execution.Status, execution.Error));
        Assert.Equal(2, _bench.Provider.Distinct);
        Assert.InRange((execution.StopDate - execution.StartDate)!.Value.TotalSeconds, 1200, 1300);
        var late = await _bench.Provider.CallAsync(_bench.Provider.Received.First().Id, "success", "{}");
        Assert.Equal(410, late.Status);
    }

    [Fact]
    public async Task A_processor_whose_heartbeats_stop_is_given_up()
    {
        _bench.Settings[$"Dispatch:{PushBench.Activity}:ProcessorHeartbeatSeconds"] = "90";
        await _bench.DeployAsync();
        _bench.Provider.Work = async payment =>
        {
            for (var beat = 0; beat < 3; beat++)
            {
                await Task.Delay(TimeSpan.FromSeconds(60), _bench.Clock, PushBench.Stop);
                Assert.Equal(200, (await _bench.Provider.CallAsync(payment.Id, "heartbeat", "")).Status);
            }
        };
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("FAILED", "Dispatch.ProcessorSilent"), (execution.Status, execution.Error));
        Assert.InRange((execution.StopDate - execution.StartDate)!.Value.TotalSeconds, 540, 570);
    }

    [Fact]
    public async Task A_recorded_heartbeat_that_is_sent_again_and_again_proves_no_life()
    {
        _bench.Settings[$"Dispatch:{PushBench.Activity}:ProcessorHeartbeatSeconds"] = "90";
        await _bench.DeployAsync();
        _bench.Provider.Work = async payment =>
        {
            var recorded = PaymentProvider.Sign(payment.Id, "heartbeat", [], _bench.Clock.GetUtcNow().ToUnixTimeSeconds());
            for (var beat = 0; beat < 5; beat++)
            {
                await Task.Delay(TimeSpan.FromSeconds(30), _bench.Clock, PushBench.Stop);
                await _bench.Provider.Callbacks!(payment.Id, "heartbeat", [], recorded);
            }
        };
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("FAILED", "Dispatch.ProcessorSilent"), (execution.Status, execution.Error));
        Assert.InRange((execution.StopDate - execution.StartDate)!.Value.TotalSeconds, 180, 200);
    }

    [Fact]
    public async Task A_lost_nudge_is_caught_by_the_sweep()
    {
        await _bench.DeployAsync(loseNudges: true);
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), PushBench.Stop);

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.InRange((execution.StopDate - execution.StartDate)!.Value.TotalSeconds, 200, 310);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(100)]
    public async Task A_nudge_that_comes_before_its_task_waits_for_it(int seconds)
    {
        await _bench.DeployAsync(loseNudges: true);
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), PushBench.Stop);
        await _bench.NudgeAsync();
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(seconds), PushBench.Stop);

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.InRange((execution.StopDate - execution.StartDate)!.Value.TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task A_nudge_that_comes_twice_makes_one_job()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(1), PushBench.Stop);
        Assert.Equal(1, _bench.DuplicateNudges());
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(10), PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Single(_bench.Provider.Received);
        Assert.Single(_bench.Store.Ids);
    }

    [Fact]
    public async Task An_idle_dispatcher_holds_no_standing_poll_on_the_activity()
    {
        await _bench.DeployAsync();
        await _bench.StartDispatcherAsync();

        await _bench.Clock.AdvanceAsync(TimeSpan.FromHours(1), PushBench.Stop);

        Assert.InRange(_bench.StepFunctions.Polls, 8, 11);
    }

    [Fact]
    public async Task A_nudge_may_take_the_task_of_another_execution_and_each_gets_its_own_answer()
    {
        await _bench.DeployAsync();
        _bench.Provider.Work = payment =>
            _bench.Provider.CallAsync(payment.Id, "success", payment.Input.GetProperty("claimId").GetRawText());
        await _bench.StartDispatcherAsync();
        var executions = new List<string>();
        for (var claim = 0; claim < 20; claim++)
        {
            executions.Add(await _bench.Host.StartAsync(_bench.Machine, $$$"""{"input":{"claimId":"F-{{{claim}}}"}}""", PushBench.Stop));
        }

        for (var claim = 0; claim < 20; claim++)
        {
            var execution = await _bench.Host.WaitAsync(executions[claim], PushBench.Stop);
            Assert.Equal($"\"F-{claim}\"", execution.Output);
        }

        Assert.Equal(20, _bench.Provider.Received.Count);
    }

    [Fact]
    public async Task A_webhook_that_fails_is_called_again_with_the_same_id_and_the_state_is_kept_alive()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        _bench.Provider.Answer = call =>
            call <= 7 ? Task.FromResult(HttpStatusCode.ServiceUnavailable) : Task.FromResult(HttpStatusCode.OK);
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(8, _bench.Provider.Received.Count);
        Assert.Single(_bench.Provider.Received.Select(payment => payment.Id).Distinct());
        Assert.True(execution.StopDate - execution.StartDate > TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_webhook_that_hangs_is_cut_off_and_called_again()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        _bench.Provider.Answer = async call =>
        {
            await Task.Delay(call == 1 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, _bench.Clock, PushBench.Stop);
            return HttpStatusCode.OK;
        };
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(2, _bench.Provider.Received.Count);
    }

    [Fact]
    public async Task A_refused_hand_over_fails_by_name_at_once()
    {
        await _bench.DeployAsync();
        _bench.Provider.Answer = _ => Task.FromResult(HttpStatusCode.UnprocessableEntity);
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("FAILED", "Dispatch.HandoverRefused"), (execution.Status, execution.Error));
        Assert.Single(_bench.Provider.Received);
    }
}
