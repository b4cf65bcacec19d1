using Patterns.Tests.Contract;
using Patterns.Tests.Support;
using Workers.Hosting;

namespace Patterns.Tests.Rows;

/// <summary>A container that runs once and reports its output with a task token.</summary>
[Pattern("run-once/with-output.asl.json")]
public sealed class RunOnceWithOutputRow : PatternContract, IAsyncLifetime
{
    private const string Definition = "run-once/with-output.asl.json";

    private readonly Bench _bench = new();
    private string _machine = "";

    public async ValueTask InitializeAsync()
    {
        _bench.MapLedger();
        _machine = await _bench.DeployLedgerAsync(Definition, ("heartbeat_seconds", Bench.Text(Bench.Heartbeat)));
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    protected override async Task SuccessAsync()
    {
        var execution = await _bench.RunAsync(_machine, LedgerContainers.Posting);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal("claim-F-1", Bench.Json(execution.Output).GetProperty("entryId").GetString());
        Assert.Equal(["claim-F-1"], await _bench.LedgerAsync());
        Assert.True(Assert.Single(_bench.Host.Containers).HasEnded);
    }

    protected override async Task BusinessFailureAsync()
    {
        var execution = await _bench.RunAsync(_machine, """{"claimId":"F-1","amount":0,"currency":"EUR"}""");

        Assert.Equal(("FAILED", "Ledger.InvalidPosting"), (execution.Status, execution.Error));
        Assert.StartsWith("Claim 'F-1' with 0 EUR", execution.Cause, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], _bench.Cue.Jobs.Select(job => job.Attempt));
        Assert.Empty(await _bench.LedgerAsync());
    }

    // It has posted, and dies before it can say so.
    protected override async Task CrashAsync()
    {
        _bench.Cue.After = (number, time, cancellationToken) => number == 1 ? Cue.HoldAsync(time, cancellationToken) : Task.CompletedTask;
        var execution = await _bench.BeginAsync(_machine, LedgerContainers.Posting);
        await _bench.SkipAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(["claim-F-1"], await _bench.LedgerAsync());

        _bench.Host.Containers[0].Crash();
        var ended = await _bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["States.Timeout"], await _bench.FailuresAsync(execution));
        await AssertPostedOnceAsync(execution, containers: 2);
    }

    protected override async Task SilenceAsync()
    {
        _bench.Cue.HoldFirst();
        var execution = await _bench.BeginAsync(_machine, LedgerContainers.Posting);

        _bench.Host.PartitionWorker(_bench.Host.Containers[0].Worker);
        var ended = await _bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["States.Timeout"], await _bench.FailuresAsync(execution));
        Assert.Equal(JobCancelReason.TaskLost, _bench.Cue.Jobs[0].CancelReason);
        await AssertPostedOnceAsync(execution, containers: 2);
    }

    // The first container has posted and does not hear that its task is lost; it ends when the second one is at it.
    protected override async Task DuplicateAsync()
    {
        _bench.Cue.Before = (number, _, time, _) =>
            Task.Delay(number == 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(120), time, CancellationToken.None);
        _bench.Cue.After = (number, time, _) =>
            Task.Delay(number == 1 ? TimeSpan.FromSeconds(90) : TimeSpan.Zero, time, CancellationToken.None);
        var execution = await _bench.BeginAsync(_machine, LedgerContainers.Posting);
        var first = _bench.Host.Containers[0];
        _bench.Host.PartitionWorker(first.Worker);
        await _bench.ReachAsync(2);

        _bench.Host.ReconnectWorker(first.Worker);
        await _bench.Host.Clock.RunUntilAsync(() => first.HasEnded, Bench.Stop);
        Assert.Equal(["claim-F-1"], await _bench.LedgerAsync());
        Assert.Equal(0, await _bench.SuccessesAsync(execution));
        var ended = await _bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(2, Assert.Single(_bench.Cue.Done).Value);
        await AssertPostedOnceAsync(execution, containers: 2);
    }

    // After the stop the job fails twice by name, which are all the retries that the business has.
    protected override async Task ShutdownAsync()
    {
        _bench.Cue.Before = (number, _, time, cancellationToken) =>
            number switch
            {
                1 => Cue.HoldAsync(time, cancellationToken),
                2 or 3 => throw new JobFailedException("Ledger.Closed", "The ledger is being closed for the month."),
                _ => Task.CompletedTask,
            };
        var execution = await _bench.BeginAsync(_machine, LedgerContainers.Posting);

        await _bench.Host.StopWorkerAsync(_bench.Host.Containers[0].Worker, Bench.Stop);
        var ended = await _bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["Worker.Shutdown", "Ledger.Closed", "Ledger.Closed"], await _bench.FailuresAsync(execution));
        await AssertPostedOnceAsync(execution, containers: 4);
    }

    protected override async Task DeadEndAsync()
    {
        _bench.Cue.HoldFirst(int.MaxValue);
        var execution = await _bench.BeginAsync(_machine, LedgerContainers.Posting);

        for (var attempt = 1; attempt <= 4; attempt++)
        {
            await _bench.ReachAsync(attempt);
            _bench.Host.Containers[^1].Crash();
        }

        var ended = await _bench.EndAsync(execution);
        Assert.Equal(("FAILED", "States.Timeout"), (ended.Status, ended.Error));
        Assert.Equal(4, _bench.Host.Containers.Count);
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_by_name_at_once()
    {
        var execution = await _bench.RunAsync(_machine, """{"claimId":7}""");

        Assert.Equal(("FAILED", "Worker.InvalidInput"), (execution.Status, execution.Error));
        Assert.Single(await _bench.FailuresAsync(execution.ExecutionArn));
    }

    [Fact]
    public async Task A_container_that_ends_before_it_has_read_its_token_is_given_up_by_the_heartbeat()
    {
        _bench.Host.MapTask("post-to-ledger", (_, _) => Task.FromResult(WorkerExitCode.Configuration));

        var execution = await _bench.RunAsync(_machine, LedgerContainers.Posting);

        Assert.Equal(("FAILED", "States.Timeout"), (execution.Status, execution.Error));
    }

    [Fact]
    public async Task A_container_that_cannot_be_started_fails_its_state_by_the_name_that_ECS_gives()
    {
        var machine = await _bench.DeployLedgerAsync(Definition, "no-such-family", ("heartbeat_seconds", Bench.Text(Bench.Heartbeat)));

        var execution = await _bench.RunAsync(machine, LedgerContainers.Posting);

        Assert.Equal(("FAILED", "ECS.ClientException"), (execution.Status, execution.Error));
    }

    private async Task AssertPostedOnceAsync(string execution, int containers)
    {
        Assert.Equal(["claim-F-1"], await _bench.LedgerAsync());
        Assert.Single(_bench.Cue.Jobs.Select(job => job.IdempotencyKey).Distinct());
        Assert.Equal(1, await _bench.SuccessesAsync(execution));
        Assert.Equal(containers, _bench.Host.Containers.Count);
        Assert.All(_bench.Host.Containers, container => Assert.True(container.HasEnded));
    }
}
