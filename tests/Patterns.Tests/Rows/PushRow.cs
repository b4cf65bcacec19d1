using System.Net;
using DispatchWorker.Tests.Support;
using Patterns.Tests.Contract;
using Workers.Hosting;

namespace Patterns.Tests.Rows;

/// <summary>
/// Push: a dispatcher hands the job to a processor that knows it by an opaque id. What may crash, fall silent or stop is the dispatcher; the
/// processor is an outside payment provider behind a webhook, a queue or a state machine.
/// </summary>
[Pattern("push/definition.asl.json")]
public sealed class PushRow : PatternContract, IAsyncLifetime
{
    private const string Input = """{"input":{"claimId":"F-1"}}""";
    private const string Paid = """{"paid":true}""";

    private readonly PushBench _bench = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_job_that_a_state_machine_does_ends_its_execution_with_its_result()
    {
        var outcomes = await UseQueueOfOutcomesAsync();
        var machine = await ProcessingMachine.CreateAsync(_bench.Host, outcomes, """ "success": {"paid": true} """);
        _bench.Settings[$"Dispatch:{PushBench.Activity}:StateMachineArn"] = machine;

        await AssertSucceedsAsync();
        Assert.Single(await ProcessingMachine.ExecutionsAsync(_bench.Host, machine));
    }

    [Fact]
    public async Task A_job_that_is_done_from_a_queue_ends_its_execution_with_its_result()
    {
        var outcomes = await UseQueueOfOutcomesAsync();
        var jobs = await _bench.Host.CreateQueueAsync("payments", null, PushBench.Stop);
        _bench.Settings[$"Dispatch:{PushBench.Activity}:QueueUrl"] = jobs;
        var consumer = new PaymentConsumer(_bench.Host.Sqs, jobs, outcomes, _bench.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(PushBench.Stop);
        var consuming = consumer.RunAsync(end.Token);

        await AssertSucceedsAsync();
        await end.CancelAsync();
        await consuming;
        Assert.Single(consumer.Ids);
    }

    protected override async Task SuccessAsync()
    {
        _bench.PayAfter(TimeSpan.FromMinutes(3));

        await AssertSucceedsAsync();
        Assert.Single(_bench.Provider.Received);
    }

    protected override async Task BusinessFailureAsync()
    {
        await _bench.DeployAsync();
        _bench.Provider.Work = payment =>
            _bench.Provider.CallAsync(payment.Id, "failure", """{"error":"Payment.Declined","cause":"The account is closed."}""");
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("FAILED", "Payment.Declined", "The account is closed."), (execution.Status, execution.Error, execution.Cause));
        Assert.Single(_bench.Provider.Received);
    }

    // The next dispatcher goes on with the heartbeats: not even the state notices.
    protected override async Task CrashAsync()
    {
        _bench.PayAfter(TimeSpan.FromMinutes(8));
        var (first, execution) = await BeginAsync();
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(3), PushBench.Stop);

        _bench.Host.CrashWorker(first);
        await _bench.StartDispatcherAsync();

        await AssertEndsPaidAsync(execution);
        Assert.Single(_bench.Provider.Received);
        Assert.Single(_bench.Store.Tokens);
    }

    protected override async Task SilenceAsync()
    {
        _bench.Provider.WorkAgain = payment => _bench.Provider.CallAsync(payment.Id, "success", Paid);
        var (first, execution) = await BeginAsync();

        _bench.Host.PartitionWorker(first);
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), PushBench.Stop);
        await _bench.StartDispatcherAsync();
        await _bench.Host.WaitAsync(execution, PushBench.Stop);
        _bench.Host.ReconnectWorker(first);

        await AssertEndsPaidAsync(execution);
        Assert.Equal(2, _bench.Store.Tokens.Count);
    }

    // The nudge comes twice, the webhook comes twice because its answer is lost, and the provider tells its outcome twice.
    protected override async Task DuplicateAsync()
    {
        var statuses = new List<int>();
        _bench.Provider.Answer = call => Task.FromResult(call == 1 ? HttpStatusCode.BadGateway : HttpStatusCode.OK);
        _bench.Provider.Work = async payment =>
        {
            statuses.Add((await _bench.Provider.CallAsync(payment.Id, "success", Paid)).Status);
            statuses.Add((await _bench.Provider.CallAsync(payment.Id, "success", Paid)).Status);
        };
        await _bench.DeployAsync();
        var execution = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(1), PushBench.Stop);
        Assert.Equal(1, _bench.DuplicateNudges());
        await _bench.StartDispatcherAsync();

        await AssertEndsPaidAsync(execution);
        Assert.Equal(2, _bench.Provider.Received.Count);
        Assert.Equal([200, 200], statuses);
        Assert.Equal(1, _bench.StepFunctions.Reports);
    }

    // The one retry that the business has is there still: the provider dies with the job after the stop.
    protected override async Task ShutdownAsync()
    {
        var (first, execution) = await BeginAsync();

        await _bench.Host.StopWorkerAsync(first, PushBench.Stop);
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync();

        await AssertEndsPaidAsync(execution, jobs: 2);
        Assert.Contains("Dispatch.ProcessorTimedOut", _bench.Log.Text, StringComparison.Ordinal);
    }

    protected override async Task DeadEndAsync()
    {
        await _bench.DeployAsync();

        var ended = await _bench.RunWithDyingDispatchersAsync(Input, dispatchers: 6);

        Assert.Equal(("FAILED", "Dispatch.TimedOut"), (ended.Status, ended.Error));
        Assert.Single(_bench.Store.Ids);
        Assert.Empty(_bench.Provider.Received);
    }

    private async Task<string> UseQueueOfOutcomesAsync()
    {
        var outcomes = await _bench.Host.CreateQueueAsync("outcomes", null, PushBench.Stop);
        _bench.Settings["Queues:outcomes:QueueUrl"] = outcomes;
        _bench.Settings.Remove($"Dispatch:{PushBench.Activity}:WebhookUrl");
        return outcomes;
    }

    /// <summary>Starts a dispatcher and an execution, and skips time until the provider has been asked.</summary>
    private async Task<(WorkerApplication Dispatcher, string Execution)> BeginAsync()
    {
        await _bench.DeployAsync();
        var dispatcher = await _bench.StartDispatcherAsync();
        var execution = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => !_bench.Provider.Received.IsEmpty, PushBench.Stop);
        return (dispatcher, execution);
    }

    private async Task AssertSucceedsAsync()
    {
        await _bench.DeployAsync();
        await _bench.StartDispatcherAsync();
        await AssertEndsPaidAsync(await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop));
    }

    // And after a day nothing has come that must not come any more.
    private async Task AssertEndsPaidAsync(string execution, int jobs = 1)
    {
        var ended = await _bench.Host.WaitAsync(execution, PushBench.Stop);
        await _bench.Clock.AdvanceAsync(TimeSpan.FromDays(1), PushBench.Stop);

        Assert.Equal(("SUCCEEDED", Paid), (ended.Status, ended.Output));
        Assert.Equal(jobs, _bench.Store.Ids.Count);
        _bench.AssertNoSecretWasTold();
    }
}
