using DispatchWorker.Tests.Support;
using Workers.Aws;

namespace DispatchWorker.Tests;

/// <summary>A success that Step Functions does not take: the task is failed by name, and the processor is not asked to do the job again.</summary>
public sealed class RefusedOutcomeTests : IAsyncLifetime
{
    private const string Input = """{"input":{"claimId":"F-1"}}""";
    private const string Paid = """{"paid":true}""";

    private readonly PushBench _bench = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task An_output_that_Step_Functions_refuses_fails_the_task_by_name_at_once()
    {
        await _bench.DeployAsync();
        _bench.StepFunctions.OnSuccess = Refuse;
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("FAILED", "Worker.InvalidOutput"), (execution.Status, execution.Error));
        Assert.Equal("Step Functions refused the output: Invalid output", execution.Cause);
        Assert.Equal(TimeSpan.FromSeconds(1), execution.StopDate - execution.StartDate);
        Assert.Equal(1, _bench.Provider.Distinct);
    }

    [Fact]
    public async Task Whoever_told_a_refused_output_is_told_so_each_time_and_nothing_else_takes_its_place()
    {
        await _bench.DeployAsync();
        _bench.StepFunctions.OnSuccess = Refuse;
        await _bench.StartDispatcherAsync();
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        var id = await TakenAsync();

        var first = await _bench.Provider.CallAsync(id, "success", Paid);
        var again = await _bench.Provider.CallAsync(id, "success", Paid);
        var other = await _bench.Provider.CallAsync(id, "success", "{}");
        await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal((422, 422, 409), (first.Status, again.Status, other.Status));
        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        Assert.Equal("Worker.InvalidOutput", first.Body.GetProperty("outcomeError").GetString());
        Assert.Equal(2, _bench.StepFunctions.Reports);
    }

    [Fact]
    public async Task A_refused_output_whose_failure_did_not_get_through_in_time_fails_the_next_attempt_which_nobody_does_again()
    {
        await _bench.DeployAsync();
        _bench.StepFunctions.OnSuccess = () =>
        {
            _bench.StepFunctions.IsOut = true;
            Refuse();
        };
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);

        // Until the state has timed out, and is tried again.
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(61), PushBench.Stop);
        _bench.StepFunctions.IsOut = false;
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal(("FAILED", "Worker.InvalidOutput"), (execution.Status, execution.Error));
        Assert.True(_bench.Store.Tokens.Count > 1);
        Assert.Single(_bench.Provider.Received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_while_a_refused_output_is_failed_changes_neither_the_result_nor_the_answer(bool afterIt)
    {
        await _bench.DeployAsync();
        _bench.StepFunctions.OnSuccess = Refuse;
        await _bench.StartDispatcherAsync(crashPoint: new CrashPoint("SendTaskFailure", 1, afterIt));
        var crashed = _bench.Trap!;
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        var id = await TakenAsync();
        await Assert.ThrowsAsync<AwsConnectionException>(() => _bench.Provider.CallAsync(id, "success", Paid));
        Assert.True(crashed.HasSprung);

        await _bench.StartDispatcherAsync();
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), PushBench.Stop);
        var again = await _bench.Provider.CallAsync(id, "success", Paid);

        Assert.Equal(("FAILED", "Worker.InvalidOutput"), (execution.Status, execution.Error));
        Assert.Equal(422, again.Status);
        Assert.Equal(1, _bench.Provider.Distinct);
    }

    [Fact]
    public async Task A_token_that_Step_Functions_does_not_know_leaves_the_success_to_the_next_attempt()
    {
        await _bench.DeployAsync();
        var calls = 0;
        _bench.StepFunctions.OnSuccess = () =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                throw new InvalidTokenException("Invalid token");
            }
        };
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("SUCCEEDED", Paid), (execution.Status, execution.Output));
        Assert.Single(_bench.Provider.Received);
    }

    private static void Refuse() => throw new InvalidOutputException("Invalid output");

    private async Task<string> TakenAsync()
    {
        await _bench.Clock.RunUntilAsync(() => !_bench.Provider.Received.IsEmpty, PushBench.Stop);
        return _bench.Provider.Received.Single().Id;
    }
}
