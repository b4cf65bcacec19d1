using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws.Sqs;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace Workers.Testing.Tests;

/// <summary>Crashes, partitions and second deliveries, on cue.</summary>
public sealed class BadDayTests : IAsyncLifetime
{
    private readonly WorkflowTestHost _host = new();
    private readonly Script _script = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("bad-day-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_message_of_a_crashed_worker_comes_back_after_its_visibility_timeout()
    {
        var (machine, queue) = await QueueAsync();
        var first = await StartQueueWorkerAsync(queue);
        _script.Run = (input, context, cancellationToken) => RunAsync(context.ReceiveCount == 1 ? 3600 : 1, input, cancellationToken);
        var execution = await _host.StartAsync(machine, """{"Value":7}""", Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), Stop);

        _host.CrashWorker(first);
        await StartQueueWorkerAsync(queue);
        var ended = await _host.WaitAsync(execution, Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal([1, 2], _script.Seen.Select(job => job.ReceiveCount));
    }

    [Fact]
    public async Task Nothing_of_a_crashed_worker_wakes_up_again_and_its_stores_are_out_of_reach()
    {
        var (machine, activity) = await ActivityAsync();
        var written = new List<string>();
        WorkerApplication? first = null;
        _script.Run = async (input, context, cancellationToken) =>
        {
            var worker = first!;
            var store = worker.Services.GetRequiredService<IRecordStore>();
            await store.TryPutAsync(new RecordKey("steps", "before"), new byte[] { 1 }, 0, null, cancellationToken);
            written.Add("before");
            if (context.Attempt == 0)
            {
                // The test's own clock, which lives on.
                await Task.Delay(TimeSpan.FromHours(1), _host.Clock, CancellationToken.None);
                written.Add("after");
                await store.TryPutAsync(new RecordKey("steps", "after"), new byte[] { 1 }, 0, null, CancellationToken.None);
                written.Add("too late");
            }

            return input;
        };
        first = await StartActivityWorkerAsync(activity, store: true);
        var woken = 0;
        using var timer = first
            .Services.GetRequiredService<TimeProvider>()
            .CreateTimer(_ => woken++, null, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2));
        var execution = await _host.StartAsync(machine, """{"Value":7}""", Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), Stop);
        Assert.Equal(2, woken);

        _host.CrashWorker(first);
        await _host.Clock.AdvanceAsync(TimeSpan.FromHours(2), Stop);
        Assert.Equal(["before", "after"], written);
        Assert.Equal(2, woken);

        first = await StartActivityWorkerAsync(activity, store: true);
        Assert.NotNull(await RecordAsync(first, "before"));
        Assert.Null(await RecordAsync(first, "after"));
        Assert.Equal("SUCCEEDED", (await _host.WaitAsync(execution, Stop)).Status);
    }

    [Fact]
    public async Task A_crash_lets_a_handler_go_that_would_never_end_and_the_hosts_end_does_not_wait_for_it()
    {
        await using var host = new WorkflowTestHost();
        var activity = await host.CreateActivityAsync("double", Stop);
        var machine = await host.CreateStateMachineAsync("double", ActivityDefinition(activity), Stop);
        var began = new TaskCompletionSource();
        _script.Run = async (input, _, _) =>
        {
            began.SetResult();
            await new TaskCompletionSource().Task;
            return input;
        };
        var worker = await StartActivityWorkerAsync(activity, host: host);
        await host.StartAsync(machine, """{"Value":7}""", Stop);
        await began.Task.WaitAsync(Stop);

        host.CrashWorker(worker);
        await host.StopWorkerAsync(worker, Stop);
        await host.Clock.AdvanceAsync(TimeSpan.FromHours(1), Stop);

        Assert.Equal(TimeSpan.FromHours(1), host.Clock.Elapsed);
    }

    [Fact]
    public async Task A_partitioned_worker_works_on_and_loses_its_task_and_takes_new_ones_when_it_is_back()
    {
        var (machine, activity) = await ActivityAsync();
        var worker = await StartActivityWorkerAsync(activity);
        _script.Run = (input, _, cancellationToken) => RunAsync(_script.Seen.Count == 1 ? 300 : 1, input, cancellationToken);
        var execution = await _host.StartAsync(machine, """{"Value":7}""", Stop);
        await _host.Clock.RunUntilAsync(() => _script.Seen.Count == 1, Stop);

        _host.PartitionWorker(worker);
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), Stop);
        Assert.Equal(JobCancelReason.TaskLost, _script.Seen[0].CancelReason);
        _host.ReconnectWorker(worker);
        var ended = await _host.WaitAsync(execution, Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(2, _script.Seen.Count);
        Assert.Single(await _host.HistoryAsync(execution, Stop), entry => entry.Type == "ActivityTimedOut");
    }

    [Fact]
    public async Task A_message_is_redelivered_while_its_first_receiver_works()
    {
        var (machine, queue) = await QueueAsync();
        await StartQueueWorkerAsync(queue);
        _script.Run = (input, _, cancellationToken) => RunAsync(60, input, cancellationToken);
        var execution = await _host.StartAsync(machine, """{"Value":7}""", Stop);
        await _host.Clock.RunUntilAsync(() => _script.Seen.Count == 1, Stop);

        Assert.Equal(1, _host.RedeliverMessages(queue));
        await _host.Clock.RunUntilAsync(() => _script.Seen.Count == 2, Stop);

        Assert.Equal([1, 2], _script.Seen.Select(job => job.ReceiveCount));
        Assert.Equal("SUCCEEDED", (await _host.WaitAsync(execution, Stop)).Status);
    }

    [Fact]
    public async Task A_message_is_duplicated_under_an_id_of_its_own()
    {
        var queue = await _host.CreateQueueAsync("double", cancellationToken: Stop);
        await _host.Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "once" }, Stop);

        Assert.Equal(1, _host.DuplicateMessages(queue));

        var received = await _host.Sqs.ReceiveMessageAsync(new() { QueueUrl = queue, MaxNumberOfMessages = 10 }, Stop);
        Assert.Equal(["once", "once"], received.Messages!.Select(message => Encoding.UTF8.GetString(message.Body.Span)));
        Assert.Equal(2, received.Messages!.Select(message => message.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task What_is_not_there_and_a_queue_that_drops_copies_are_refused()
    {
        var fifo = await _host.CreateQueueAsync("double.fifo", new Dictionary<string, string> { ["FifoQueue"] = "true" }, Stop);

        Assert.Throws<ArgumentException>(() => _host.DuplicateMessages(fifo));
        Assert.Throws<ArgumentException>(() => _host.RedeliverMessages("http://localhost:4566/000000000000/none"));
        using var stranger = WorkerHost.CreateBuilder().Build();
        Assert.Throws<ArgumentException>(() => _host.PartitionWorker(stranger));
    }

    private async Task<Number> RunAsync(int seconds, Number input, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), _host.Clock, cancellationToken);
        return input;
    }

    private static async Task<StoredRecord?> RecordAsync(WorkerApplication worker, string id) =>
        await worker.Services.GetRequiredService<IRecordStore>().GetAsync(new RecordKey("steps", id), Stop);

    private async Task<(string Machine, string Activity)> ActivityAsync()
    {
        var activity = await _host.CreateActivityAsync("double", Stop);
        return (await _host.CreateStateMachineAsync("double", ActivityDefinition(activity), Stop), activity);
    }

    private Task<WorkerApplication> StartActivityWorkerAsync(string activity, bool store = false, WorkflowTestHost? host = null) =>
        (host ?? _host).StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(_script);
                if (store)
                {
                    worker.AddRecordStore(options =>
                    {
                        options.Kind = StoreKind.Sqlite;
                        options.Path = Path.Combine(_folder, "records.db");
                    });
                }

                var number = NumberJson.Default.Number;
                worker.AddActivity<Doubling, Number, Number>(
                    "double",
                    number,
                    number,
                    options =>
                    {
                        options.ActivityArn = activity;
                        options.Slots = 1;
                        options.HeartbeatSeconds = 15;
                    }
                );
            },
            Stop
        );

    private async Task<(string Machine, string Queue)> QueueAsync()
    {
        var queue = await _host.CreateQueueAsync("double", new Dictionary<string, string> { ["VisibilityTimeout"] = "60" }, Stop);
        var machine = await _host.CreateStateMachineAsync(
            "double",
            $$"""
            {
              "StartAt": "Double",
              "States": {
                "Double": {
                  "Type": "Task",
                  "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                  "Parameters": { "QueueUrl": "{{queue}}", "MessageBody": { {{Job}}, "taskToken.$": "$$.Task.Token", "input.$": "$" } },
                  "TimeoutSeconds": 7200,
                  "End": true
                }
              }
            }
            """,
            Stop
        );
        return (machine, queue);
    }

    private Task<WorkerApplication> StartQueueWorkerAsync(string queue) =>
        _host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(_script);
                var number = NumberJson.Default.Number;
                worker.AddQueue<Doubling, Number, Number>("double", number, number, options => options.QueueUrl = queue);
            },
            Stop
        );

    private const string Job = """
        "job": {
          "execution.$": "$$.Execution.Id", "state.$": "$$.State.Name", "entered.$": "$$.State.EnteredTime", "attempt.$": "$$.State.RetryCount"
        }
        """;

    private static string ActivityDefinition(string activity) =>
        $$"""
            {
              "StartAt": "Double",
              "States": {
                "Double": {
                  "Type": "Task",
                  "Resource": "{{activity}}",
                  "Parameters": { {{Job}}, "input.$": "$" },
                  "HeartbeatSeconds": 15,
                  "TimeoutSeconds": 7200,
                  "Retry": [{ "ErrorEquals": ["States.Timeout"], "IntervalSeconds": 1, "MaxAttempts": 5 }],
                  "End": true
                }
              }
            }
            """;
}
