using System.Net;
using DispatchWorker.Tests.Support;

namespace DispatchWorker.Tests;

/// <summary>What a crash, an outage and a stop leave behind, and who goes on with it.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private const string Input = """{"input":{"claimId":"F-1"}}""";

    private readonly PushBench _bench = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_task_that_was_taken_and_not_handed_over_is_handed_over_by_the_next_dispatcher()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        using var crashed = new NoAnswer();
        await _bench.StartDispatcherAsync(crashed);
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => crashed.Calls > 0, PushBench.Stop);
        _bench.Trap!.Spring();

        await _bench.StartDispatcherAsync();
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Single(_bench.Store.Tokens);
        Assert.Equal(1, _bench.Provider.Distinct);
    }

    [Fact]
    public async Task An_outcome_told_during_an_outage_is_kept_and_reported_later()
    {
        await _bench.DeployAsync();
        (int Status, string? Result) answer = default;
        _bench.Provider.Work = async payment =>
        {
            _bench.StepFunctions.IsOut = true;
            var (status, body) = await _bench.Provider.CallAsync(payment.Id, "success", """{"paid":true}""");
            answer = (status, body.GetProperty("result").GetString());
            await Task.Delay(TimeSpan.FromSeconds(20), _bench.Clock, PushBench.Stop);
            _bench.StepFunctions.IsOut = false;
        };
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal((202, "pending"), answer);
        Assert.Equal(("SUCCEEDED", """{"paid":true}"""), (execution.Status, execution.Output));
        var again = await _bench.Provider.CallAsync(_bench.Provider.Received.Single().Id, "success", """{"paid":true}""");
        Assert.Equal(200, again.Status);
    }

    [Fact]
    public async Task An_outcome_that_was_kept_and_not_reported_is_reported_by_the_next_dispatcher()
    {
        await _bench.DeployAsync();
        var told = false;
        _bench.Provider.Work = async payment =>
        {
            _bench.StepFunctions.IsOut = true;
            Assert.Equal(202, (await _bench.Provider.CallAsync(payment.Id, "success", """{"paid":true}""")).Status);
            told = true;
        };
        await _bench.StartDispatcherAsync();
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => told, PushBench.Stop);
        _bench.Trap!.Spring();

        _bench.StepFunctions.IsOut = false;
        await _bench.StartDispatcherAsync();
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal(("SUCCEEDED", """{"paid":true}"""), (execution.Status, execution.Output));
        Assert.Single(_bench.Provider.Received);
    }

    [Fact]
    public async Task An_outcome_that_came_after_the_state_had_timed_out_serves_the_next_attempt()
    {
        await _bench.DeployAsync();
        _bench.Provider.Work = async payment =>
        {
            // The dispatcher is cut off from Step Functions for longer than the state's heartbeat.
            _bench.StepFunctions.IsOut = true;
            Assert.Equal(202, (await _bench.Provider.CallAsync(payment.Id, "success", """{"paid":true}""")).Status);
            await Task.Delay(TimeSpan.FromSeconds(200), _bench.Clock, PushBench.Stop);
            _bench.StepFunctions.IsOut = false;
        };
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("SUCCEEDED", """{"paid":true}"""), (execution.Status, execution.Output));
        Assert.Equal(1, _bench.Provider.Distinct);
        Assert.True(_bench.Store.Tokens.Count > 1);
    }

    [Fact]
    public async Task A_report_whose_answer_is_lost_is_not_told_to_the_processor_as_too_late()
    {
        await _bench.DeployAsync();
        _bench.Provider.Work = payment =>
        {
            _bench.StepFunctions.LosesAnswers = true;
            return _bench.Provider.CallAsync(payment.Id, "success", """{"paid":true}""");
        };
        await _bench.StartDispatcherAsync();
        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), PushBench.Stop);

        var again = await _bench.Provider.CallAsync(_bench.Provider.Received.Single().Id, "success", """{"paid":true}""");

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal((200, "unconfirmed"), (again.Status, again.Body.GetProperty("result").GetString()));
    }

    [Fact]
    public async Task A_stop_in_the_middle_loses_nothing()
    {
        await _bench.DeployAsync();
        var first = await _bench.StartDispatcherAsync();
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => !_bench.Provider.Received.IsEmpty, PushBench.Stop);
        var stopping = _bench.Clock.Elapsed;

        await _bench.Host.StopWorkerAsync(first, PushBench.Stop);
        Assert.True(_bench.Clock.Elapsed - stopping < TimeSpan.FromSeconds(110));
        await _bench.StartDispatcherAsync();
        _bench.Provider.WorkAgain = payment => _bench.Provider.CallAsync(payment.Id, "success", """{"paid":true}""");
        var id = _bench.Provider.Received.First().Id;
        var answer = await _bench.Provider.CallAsync(id, "success", """{"paid":true}""");
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal(("SUCCEEDED", """{"paid":true}"""), (execution.Status, execution.Output));
        Assert.Equal(1, _bench.Provider.Distinct);
        Assert.InRange(answer.Status, 200, 202);
    }

    [Fact]
    public async Task A_task_is_taken_during_the_stop_and_handed_over_after_it()
    {
        await _bench.DeployAsync(loseNudges: true);
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        var first = await _bench.StartDispatcherAsync();
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), PushBench.Stop);
        await _bench.NudgeAsync();
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), PushBench.Stop);

        var stop = first.StopAsync(PushBench.Stop);
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(stop, PushBench.Stop);
        await _bench.StartDispatcherAsync();
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(1, _bench.Provider.Distinct);
    }

    [Fact]
    public async Task A_vault_that_fails_for_a_moment_loses_no_task()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();
        _bench.Store.FailingWrites = 3;

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Single(_bench.Provider.Received);
    }

    [Fact]
    public async Task A_vault_that_stays_away_gives_the_task_back_by_name_and_another_attempt_is_made()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), PushBench.Stop);
        _bench.Store.IsDown = true;
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(100), PushBench.Stop);
        _bench.Store.IsDown = false;

        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Contains("Dispatch.VaultUnavailable", _bench.Log.Text, StringComparison.Ordinal);
        _bench.AssertNoSecretWasTold();
    }

    [Fact]
    public async Task A_job_whose_dispatcher_dies_in_each_attempt_ends_by_name()
    {
        await _bench.DeployAsync();

        var ended = await _bench.RunWithDyingDispatchersAsync(Input, dispatchers: 6);

        Assert.Equal(("FAILED", "Dispatch.TimedOut"), (ended.Status, ended.Error));
        Assert.Single(_bench.Store.Ids);
        Assert.Empty(_bench.Provider.Received);
    }

    /// <summary>A webhook whose answer never comes: the moment at which a dispatcher crashes.</summary>
    private sealed class NoAnswer : HttpMessageHandler
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
