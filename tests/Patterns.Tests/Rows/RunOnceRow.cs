using Patterns.Tests.Contract;
using Patterns.Tests.Support;
using Workers.Aws.StepFunctions;

namespace Patterns.Tests.Rows;

/// <summary>A container that runs once and leaves its result in the payload store, where the next state's worker finds it.</summary>
[Pattern("run-once/definition.asl.json")]
public sealed class RunOnceRow : PatternContract, IAsyncLifetime
{
    private const string Definition = "run-once/definition.asl.json";

    private readonly Bench _bench = new();
    private string _work = "";
    private string _machine = "";

    public async ValueTask InitializeAsync()
    {
        _bench.MapLedger();
        _work = await _bench.DeployLedgerAsync(Definition);
        _machine = await _bench.DeployReaderAsync(_work);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    // Two states: the container's, which tells a key, and one whose worker reads by this key what the container has left.
    protected override async Task SuccessAsync()
    {
        var execution = await _bench.RunAsync(_machine, LedgerContainers.Posting);

        Assert.Equal("SUCCEEDED", execution.Status);
        var read = Bench.Json(execution.Output);
        Assert.Equal(("F-1", 250), (read.GetProperty("claimId").GetString(), read.GetProperty("amount").GetInt32()));
        Assert.Equal(["claim-F-1"], await _bench.LedgerAsync());
    }

    protected override async Task BusinessFailureAsync()
    {
        var execution = await _bench.RunAsync(_work, """{"claimId":"F-1","amount":0,"currency":"EUR"}""");

        Assert.Equal(("FAILED", "Worker.JobFailed"), (execution.Status, execution.Error));
        Assert.Equal(70, ExitCode(execution));
        Assert.Equal([0, 1, 2], _bench.Cue.Jobs.Select(job => job.Attempt));
        Assert.Empty(await _bench.LedgerAsync());
    }

    // It has posted, and dies before its result is kept.
    protected override async Task CrashAsync()
    {
        _bench.Cue.After = (number, time, cancellationToken) => number == 1 ? Cue.HoldAsync(time, cancellationToken) : Task.CompletedTask;
        var execution = await _bench.BeginAsync(_machine, LedgerContainers.Posting);
        await _bench.SkipAsync(TimeSpan.FromMinutes(3));

        _bench.Host.Containers[0].Crash();
        var ended = await _bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["States.TaskFailed"], await FailuresAsync());
        await AssertPostedOnceAsync(containers: 2);
    }

    // There is no heartbeat: what hangs is stopped by the state's time limit.
    protected override async Task SilenceAsync()
    {
        _bench.Cue.HoldFirst();
        var execution = await _bench.BeginAsync(_machine, LedgerContainers.Posting);

        var ended = await _bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["States.Timeout"], await FailuresAsync());
        await AssertPostedOnceAsync(containers: 2);
    }

    // The first container does not heed its stop, and posts after the second one has.
    protected override async Task DuplicateAsync()
    {
        _bench.Cue.Before = (number, _, time, _) =>
            number == 1 ? Task.Delay(TimeSpan.FromSeconds(Bench.Timeout + 10), time, CancellationToken.None) : Task.CompletedTask;
        var execution = await _bench.BeginAsync(_machine, LedgerContainers.Posting);

        var ended = await _bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["States.Timeout"], await FailuresAsync());
        Assert.Equal(2, Assert.Single(_bench.Cue.Done).Value);
        await AssertPostedOnceAsync(containers: 2);
    }

    // A stop is an exit code here, which Retry cannot tell from others: it takes one of the two attempts, as the pattern's README says.
    protected override async Task ShutdownAsync()
    {
        _bench.Cue.HoldFirst(2);
        var execution = await _bench.BeginAsync(_machine, LedgerContainers.Posting);

        await _bench.Host.StopWorkerAsync(_bench.Host.Containers[0].Worker, Bench.Stop);
        await _bench.ReachAsync(2);
        await _bench.Host.StopWorkerAsync(_bench.Host.Containers[1].Worker, Bench.Stop);
        var ended = await _bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["States.TaskFailed", "States.TaskFailed"], await FailuresAsync());
        await AssertPostedOnceAsync(containers: 3);
    }

    protected override async Task DeadEndAsync()
    {
        _bench.Cue.HoldFirst(int.MaxValue);
        var execution = await _bench.BeginAsync(_work, LedgerContainers.Posting);

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await _bench.ReachAsync(attempt);
            _bench.Host.Containers[^1].Crash();
        }

        var ended = await _bench.EndAsync(execution);
        Assert.Equal(("FAILED", "Worker.Crashed"), (ended.Status, ended.Error));
        Assert.Equal(137, ExitCode(ended));
    }

    [Fact]
    public async Task A_job_whose_every_container_is_stopped_says_so()
    {
        _bench.Cue.HoldFirst(int.MaxValue);
        var execution = await _bench.BeginAsync(_work, LedgerContainers.Posting);

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await _bench.ReachAsync(attempt);
            await _bench.Host.StopWorkerAsync(_bench.Host.Containers[^1].Worker, Bench.Stop);
        }

        var ended = await _bench.EndAsync(execution);
        Assert.Equal(("FAILED", "Worker.Shutdown"), (ended.Status, ended.Error));
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_by_name()
    {
        var execution = await _bench.RunAsync(_work, """{"claimId":7}""");

        Assert.Equal(("FAILED", "Worker.InvalidInput"), (execution.Status, execution.Error));
        Assert.Equal(65, ExitCode(execution));
    }

    [Fact]
    public async Task A_container_that_cannot_be_started_fails_its_state_by_the_name_that_ECS_gives()
    {
        var machine = await _bench.DeployLedgerAsync(Definition, "no-such-family");

        var execution = await _bench.RunAsync(machine, LedgerContainers.Posting);

        Assert.Equal(("FAILED", "ECS.ClientException"), (execution.Status, execution.Error));
        Assert.StartsWith("TaskDefinition not found.", execution.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_is_stopped_with_its_execution()
    {
        _bench.Cue.HoldFirst();
        var execution = await _bench.BeginAsync(_work, LedgerContainers.Posting);

        await _bench.Host.StepFunctions.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = execution }, Bench.Stop);
        await _bench.SkipAsync(TimeSpan.FromMinutes(5));

        Assert.True(Assert.Single(_bench.Host.Containers).HasEnded);
        Assert.Empty(await _bench.LedgerAsync());
    }

    private static int ExitCode(ExecutionDescription execution) =>
        Bench.Json(execution.Cause).GetProperty("Containers")[0].GetProperty("ExitCode").GetInt32();

    // Of the pattern's own execution, which the test's machine has started.
    private async Task<IReadOnlyList<string>> FailuresAsync()
    {
        var request = new ListExecutionsRequest { StateMachineArn = _work };
        var execution = Assert.Single((await _bench.Host.StepFunctions.ListExecutionsAsync(request, Bench.Stop)).Executions);
        return await _bench.FailuresAsync(execution.ExecutionArn);
    }

    private async Task AssertPostedOnceAsync(int containers)
    {
        Assert.Equal(["claim-F-1"], await _bench.LedgerAsync());
        var posting = _bench.Cue.Jobs.Where(job => job.SourceName == "post-to-ledger").ToList();
        Assert.Single(posting.Select(job => job.IdempotencyKey).Distinct());
        Assert.Equal(containers, posting.Count);
        Assert.All(_bench.Host.Containers, container => Assert.True(container.HasEnded));
    }
}
