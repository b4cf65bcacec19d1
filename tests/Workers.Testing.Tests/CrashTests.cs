using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace Workers.Testing.Tests;

/// <summary>A crash in the test host is a <c>kill -9</c>: nothing of the worker is left to act.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private readonly WorkflowTestHost _host = new();
    private readonly Pace _pace = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_task_of_a_crashed_worker_times_out_and_is_done_by_another_one()
    {
        var activity = await _host.CreateActivityAsync("double", Stop);
        var machine = await ActivityMachineAsync(activity);
        _pace.Takes = TimeSpan.FromMinutes(30);
        var crashed = await StartAsync(activity);
        var execution = await _host.StartAsync(machine, """{"Value":21}""", Stop);
        await _host.Clock.RunUntilAsync(() => _pace.Begun == 1, Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), Stop);

        _host.CrashWorker(crashed);
        _pace.Takes = TimeSpan.Zero;
        await StartAsync(activity);
        var ended = await _host.WaitAsync(execution, Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromHours(1), Stop);

        Assert.Equal(("SUCCEEDED", """{"Value":42}"""), (ended.Status, ended.Output));
        Assert.Equal(2, _pace.Begun);
        Assert.Equal(1, _pace.Finished);
        Assert.Contains(await _host.HistoryAsync(execution, Stop), entry => entry.Type == "ActivityTimedOut");
    }

    [Fact]
    public async Task A_task_handed_to_the_poll_of_a_crashed_worker_is_lost_and_retried()
    {
        var activity = await _host.CreateActivityAsync("double", Stop);
        var machine = await ActivityMachineAsync(activity);
        var crashed = await StartAsync(activity);
        await _host.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), Stop);

        _host.CrashWorker(crashed);
        var execution = await _host.StartAsync(machine, """{"Value":21}""", Stop);
        await StartAsync(activity);
        var ended = await _host.WaitAsync(execution, Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Contains(await _host.HistoryAsync(execution, Stop), entry => entry.Type == "ActivityTimedOut");
        Assert.Equal(1, _pace.Begun);
    }

    [Fact]
    public async Task A_crashed_worker_writes_no_records_any_more()
    {
        var store = new NoRecords();
        var worker = await _host.StartWorkerAsync(
            builder =>
            {
                builder.Services.AddSingleton<IRecordStore>(store);
                builder.AddActivity("idle", options => options.ActivityArn = "arn:aws:states:us-east-1:000000000000:activity:idle");
                builder.Configuration["Activities:idle:Handler:Kind"] = "Command";
                builder.Configuration["Activities:idle:Handler:Program"] = "true";
            },
            Stop
        );
        var records = worker.Services.GetRequiredService<IRecordStore>();
        await records.TryDeleteAsync(new RecordKey("p", "before"), cancellationToken: Stop);

        _host.CrashWorker(worker);
        var after = records.TryDeleteAsync(new RecordKey("p", "after"), cancellationToken: Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromHours(1), Stop);

        Assert.False(after.IsCompleted);
        Assert.Equal(["before"], store.Deleted);
    }

    [Fact]
    public async Task A_container_that_is_killed_exits_with_137()
    {
        _host.MapWorker(
            "double",
            builder =>
            {
                builder.Services.AddSingleton(_pace);
                builder.RunOnce<SlowDoubling, Number, Number>("double", NumberJson.Default.Number, NumberJson.Default.Number);
            }
        );
        _pace.Takes = TimeSpan.FromMinutes(30);
        var machine = await _host.CreateStateMachineAsync("run", RunTask, Stop);
        var execution = await _host.StartAsync(machine, cancellationToken: Stop);
        await _host.Clock.RunUntilAsync(() => _pace.Begun == 1, Stop);

        _host.Containers.Single().Crash();
        var ended = await _host.WaitAsync(execution, Stop);

        Assert.Equal(("FAILED", "States.TaskFailed"), (ended.Status, ended.Error));
        Assert.Contains("\"ExitCode\":137", ended.Cause, StringComparison.Ordinal);
        Assert.True(_host.Containers.Single().HasEnded);
        Assert.Equal(0, _pace.Finished);
    }

    [Fact]
    public void A_worker_of_another_host_cannot_be_crashed()
    {
        Assert.Throws<ArgumentException>(() => _host.CrashWorker(WorkerHost.CreateBuilder().Build()));
    }

    private const string RunTask = """
        {"StartAt":"Run","States":{"Run":{"Type":"Task","End":true,"Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{
          "Cluster":"local","TaskDefinition":"double","Overrides":{"ContainerOverrides":[{"Name":"worker","Environment":[
            {"Name":"WORKERS_INPUT","Value":"{\"Value\":21}"}]}]}}}}}
        """;

    private Task<WorkerApplication> StartAsync(string activity) =>
        _host.StartWorkerAsync(
            builder =>
            {
                builder.Services.AddSingleton(_pace);
                builder.AddActivity<SlowDoubling, Number, Number>(
                    "double",
                    NumberJson.Default.Number,
                    NumberJson.Default.Number,
                    options =>
                    {
                        options.ActivityArn = activity;
                        options.HeartbeatSeconds = 10;
                        options.Slots = 1;
                    }
                );
            },
            Stop
        );

    private Task<string> ActivityMachineAsync(string activity) =>
        _host.CreateStateMachineAsync(
            "double",
            $$"""
            {"StartAt":"Double","States":{"Double":{"Type":"Task","Resource":"{{activity}}","End":true,"TimeoutSeconds":3600,"HeartbeatSeconds":10,
              "Retry":[{"ErrorEquals":["States.Timeout"],"MaxAttempts":3}] } } }
            """,
            Stop
        );

    /// <summary>How long jobs take, and how many there were.</summary>
    private sealed class Pace
    {
        public TimeSpan Takes { get; set; }

        public int Begun { get; set; }

        public int Finished { get; set; }
    }

    // The time is the worker's own: it ends with the worker.
    private sealed class SlowDoubling(Pace pace, TimeProvider time) : IJobHandler<Number, Number>
    {
        public async Task<Number> HandleAsync(Number input, JobContext context, CancellationToken cancellationToken)
        {
            pace.Begun++;
            await Task.Delay(pace.Takes, time, cancellationToken);
            pace.Finished++;
            return new Number(input.Value * 2);
        }
    }

    private sealed class NoRecords : IRecordStore
    {
        public List<string> Deleted { get; } = [];

        public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default) =>
            Task.FromResult<StoredRecord?>(null);

        public Task<long?> TryPutAsync(
            RecordKey key,
            ReadOnlyMemory<byte> value,
            long expectedVersion,
            DateTimeOffset? expires = null,
            CancellationToken cancellationToken = default
        ) => Task.FromResult<long?>(null);

        public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default)
        {
            Deleted.Add(key.Id);
            return Task.FromResult(true);
        }

        public IAsyncEnumerable<StoredRecord> ListAsync(
            string partition,
            string? after = null,
            CancellationToken cancellationToken = default
        ) => AsyncEnumerable.Empty<StoredRecord>();
    }
}
