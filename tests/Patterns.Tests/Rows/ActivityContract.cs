using ActivityWorker.Claims;
using ActivityWorker.Handlers;
using ActivityWorker.Records;
using Microsoft.Extensions.DependencyInjection;
using Patterns.Tests.Contract;
using Patterns.Tests.Support;
using Workers.Hosting;

namespace Patterns.Tests.Rows;

/// <summary>The rows of patterns whose jobs are tasks of an activity, wherever the state is that waits for them.</summary>
public abstract class ActivityContract : PatternContract, IAsyncLifetime
{
    private protected const string Question = """{"claimId":"F-1","code":"BOS"}""";

    private protected Bench Bench { get; } = new();

    private protected string Activity { get; private set; } = "";

    private protected string Machine { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Activity = await Bench.Host.CreateActivityAsync(FindAirport.Activity, Bench.Stop);
        Machine = await DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Creates the state machine that is started.</summary>
    private protected abstract Task<string> DeployAsync();

    /// <summary>The execution whose state waits for the activity.</summary>
    private protected abstract Task<string> WorkOfAsync(string execution);

    private protected Task<string> DeployActivityMachineAsync() =>
        Bench.DeployAsync(
            "activity-worker/definition.asl.json",
            ("activity_arn", Activity),
            ("heartbeat_seconds", Bench.Text(Bench.Heartbeat)),
            ("timeout_seconds", Bench.Text(Bench.Timeout))
        );

    private protected Task<WorkerApplication> StartWorkerAsync() =>
        Bench.StartWorkerAsync(worker =>
        {
            worker.Services.AddSingleton(_ => AirportTable.Load(AirportTable.DefaultPath));
            worker.AddActivity<FindAirport, AirportQuestion, Airport>(
                FindAirport.Activity,
                ClaimsJson.Default.AirportQuestion,
                ClaimsJson.Default.Airport,
                options =>
                {
                    options.ActivityArn = Activity;
                    options.Slots = 1;
                }
            );
        });

    protected override async Task SuccessAsync()
    {
        await StartWorkerAsync();

        var execution = await Bench.RunAsync(Machine, Question);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal("Boston", Bench.Json(execution.Output).GetProperty("city").GetString());
        Assert.Equal(1, Assert.Single(Bench.Cue.Done).Value);
        Assert.Empty(await FailuresAsync(execution.ExecutionArn));
    }

    protected override async Task BusinessFailureAsync()
    {
        await StartWorkerAsync();

        var execution = await Bench.RunAsync(Machine, Question.Replace("BOS", "QQQ", StringComparison.Ordinal));

        Assert.Equal(("FAILED", "Claim.UnknownAirport"), (execution.Status, execution.Error));
        Assert.StartsWith("Claim F-1 names the airport 'QQQ'", execution.Cause, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], Bench.Cue.Jobs.Select(job => job.Attempt));
    }

    protected override async Task CrashAsync()
    {
        Bench.Cue.HoldFirst();
        var first = await StartWorkerAsync();
        var execution = await Bench.BeginAsync(Machine, Question);
        await Bench.SkipAsync(TimeSpan.FromMinutes(3));
        Assert.Empty(await FailuresAsync(execution));

        Bench.Host.CrashWorker(first);
        await StartWorkerAsync();
        var ended = await Bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["States.Timeout"], await FailuresAsync(execution));
        await AssertDoneOnceAsync(execution);
    }

    protected override async Task SilenceAsync()
    {
        Bench.Cue.HoldFirst();
        var first = await StartWorkerAsync();
        var execution = await Bench.BeginAsync(Machine, Question);

        Bench.Host.PartitionWorker(first);
        await StartWorkerAsync();
        var ended = await Bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["States.Timeout"], await FailuresAsync(execution));
        Assert.Equal(JobCancelReason.TaskLost, Bench.Cue.Jobs[0].CancelReason);
        await AssertDoneOnceAsync(execution);
    }

    // The first attempt does not hear that its task is lost, and reports when the second one runs.
    protected override async Task DuplicateAsync()
    {
        Bench.Cue.Before = (number, _, time, _) =>
            Task.Delay(number == 1 ? TimeSpan.FromSeconds(90) : TimeSpan.FromSeconds(120), time, CancellationToken.None);
        var first = await StartWorkerAsync();
        var execution = await Bench.BeginAsync(Machine, Question);
        Bench.Host.PartitionWorker(first);
        await StartWorkerAsync();
        await Bench.ReachAsync(2);

        Bench.Host.ReconnectWorker(first);
        await Bench.Host.Clock.RunUntilAsync(() => Bench.Cue.Done.Values.Sum() == 1, Bench.Stop);
        await Bench.SkipAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, await Bench.SuccessesAsync(await WorkOfAsync(execution)));
        var ended = await Bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(2, Assert.Single(Bench.Cue.Done).Value);
        Assert.Equal(1, await Bench.SuccessesAsync(await WorkOfAsync(execution)));
    }

    // After the stop the job fails twice by name, which are all the retries that the business has.
    protected override async Task ShutdownAsync()
    {
        Bench.Cue.Before = (number, _, time, cancellationToken) =>
            number switch
            {
                1 => Cue.HoldAsync(time, cancellationToken),
                2 or 3 => throw new JobFailedException("Table.Busy", "The table is being changed."),
                _ => Task.CompletedTask,
            };
        var first = await StartWorkerAsync();
        var execution = await Bench.BeginAsync(Machine, Question);

        await Bench.Host.StopWorkerAsync(first, Bench.Stop);
        await StartWorkerAsync();
        var ended = await Bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["Worker.Shutdown", "Table.Busy", "Table.Busy"], await FailuresAsync(execution));
        await AssertDoneOnceAsync(execution);
    }

    protected override async Task DeadEndAsync()
    {
        Bench.Cue.HoldFirst(int.MaxValue);
        var execution = await Bench.Host.StartAsync(Machine, $$"""{"input":{{Question}}}""", Bench.Stop);

        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var worker = await StartWorkerAsync();
            await Bench.ReachAsync(attempt);
            Bench.Host.CrashWorker(worker);
        }

        var ended = await Bench.EndAsync(execution);
        Assert.Equal(("FAILED", "States.Timeout"), (ended.Status, ended.Error));
        Assert.Equal(4, Bench.Cue.Count);
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_by_name_at_once()
    {
        await StartWorkerAsync();

        var execution = await Bench.RunAsync(Machine, """{"claimId":7}""");

        Assert.Equal(("FAILED", "Worker.InvalidInput"), (execution.Status, execution.Error));
        Assert.Single(await FailuresAsync(execution.ExecutionArn));
    }

    private protected async Task<IReadOnlyList<string>> FailuresAsync(string execution) =>
        await Bench.FailuresAsync(await WorkOfAsync(execution));

    private async Task AssertDoneOnceAsync(string execution)
    {
        Assert.Equal(1, Assert.Single(Bench.Cue.Done).Value);
        Assert.Single(Bench.Cue.Jobs.Select(job => job.IdempotencyKey).Distinct());
        Assert.Equal(1, await Bench.SuccessesAsync(await WorkOfAsync(execution)));
    }
}
