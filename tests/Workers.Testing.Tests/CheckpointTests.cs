using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace Workers.Testing.Tests;

/// <summary>Jobs that go on where an earlier attempt, on another worker, had to stop.</summary>
public sealed class CheckpointTests : IAsyncLifetime
{
    private const int Steps = 5;
    private const string Envelope = """
        "job": {
          "execution.$": "$$.Execution.Id", "state.$": "$$.State.Name", "entered.$": "$$.State.EnteredTime", "attempt.$": "$$.State.RetryCount"
        },
        """;

    private readonly WorkflowTestHost _host = new();
    private readonly Script _script = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoints-").FullName;
    private readonly List<int> _effects = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_crashed_after_its_second_step_goes_on_with_the_third_on_another_worker(bool queue)
    {
        _script.Run = async (input, context, cancellationToken) =>
        {
            await WorkAsync(context, crashAfter: context.Attempt == 0 ? 2 : null, cancellationToken);
            return input;
        };
        var source = await SourceAsync(queue);
        var first = await StartWorkerAsync(queue, source);
        var machine = await MachineAsync(
            queue,
            source,
            """ "TimeoutSeconds": 3600, "Retry": [{ "ErrorEquals": ["IOException"], "IntervalSeconds": 600, "MaxAttempts": 1 }] """
        );
        var execution = await _host.StartAsync(machine, """{"Value":1}""", Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal([1, 2], _effects);

        await _host.StopWorkerAsync(first, Stop);
        var second = await StartWorkerAsync(queue, source);
        var ended = await _host.WaitAsync(execution, Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal([1, 2, 3, 4, 5], _effects);
        Assert.Equal([0, 1], _script.Seen.Select(job => job.Attempt));
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Empty(await RecordsAsync(second));
    }

    [Fact]
    public async Task Executions_have_checkpoints_of_their_own()
    {
        _script.Run = async (input, context, cancellationToken) =>
        {
            await WorkAsync(context, crashAfter: null, cancellationToken);
            return input;
        };
        var source = await SourceAsync(queue: false);
        await StartWorkerAsync(queue: false, source);
        var machine = await MachineAsync(queue: false, source, """ "TimeoutSeconds": 3600 """);

        await _host.RunAsync(machine, """{"Value":1}""", Stop);
        await _host.RunAsync(machine, """{"Value":1}""", Stop);

        Assert.Equal([1, 2, 3, 4, 5, 1, 2, 3, 4, 5], _effects);
    }

    [Fact]
    public async Task A_job_that_fails_for_good_leaves_its_checkpoint_until_it_expires()
    {
        _script.Run = async (input, context, cancellationToken) =>
        {
            await WorkAsync(context, crashAfter: 2, cancellationToken);
            return input;
        };
        var source = await SourceAsync(queue: false);
        var worker = await StartWorkerAsync(queue: false, source);
        var machine = await MachineAsync(queue: false, source, """ "TimeoutSeconds": 3600 """);

        var execution = await _host.RunAsync(machine, """{"Value":1}""", Stop);

        Assert.Equal(("FAILED", "IOException"), (execution.Status, execution.Error));
        var record = Assert.Single(await RecordsAsync(worker));
        Assert.Equal(_host.Clock.GetUtcNow().AddDays(14), record.Expires!.Value, TimeSpan.FromMinutes(1));
        Assert.Equal(_script.Seen[0].IdempotencyKey, record.Key.Id);
    }

    [Fact]
    public async Task Threads_of_one_handler_share_its_checkpoint()
    {
        _script.Run = async (input, context, cancellationToken) =>
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, 16)
                    .Select(step =>
                        Task.Run(
                            () => context.Checkpoints.SaveAsync(new Number(step), NumberJson.Default.Number, cancellationToken),
                            cancellationToken
                        )
                    )
            );
            return input;
        };
        var source = await SourceAsync(queue: false);
        await StartWorkerAsync(queue: false, source);
        var machine = await MachineAsync(queue: false, source, """ "TimeoutSeconds": 60 """);

        var execution = await _host.RunAsync(machine, """{"Value":1}""", Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
    }

    [Fact]
    public async Task Of_two_attempts_alive_at_once_the_older_one_is_refused_and_not_reported()
    {
        CheckpointConflictException? refusal = null;
        _script.Run = async (_, context, cancellationToken) =>
        {
            var progress = await context.Checkpoints.LoadAsync(NumberJson.Default.Number, cancellationToken);
            if (context.Attempt == 0)
            {
                await context.Checkpoints.SaveAsync(new Number(1), NumberJson.Default.Number, cancellationToken);

                // As after a pause of its machine: it does not notice that its time is over.
                await Task.Delay(TimeSpan.FromSeconds(350), _host.Clock, CancellationToken.None);
                refusal = await Assert.ThrowsAsync<CheckpointConflictException>(() =>
                    context.Checkpoints.SaveAsync(new Number(2), NumberJson.Default.Number, CancellationToken.None)
                );
                return new Number(-1);
            }

            await Task.Delay(TimeSpan.FromSeconds(200), _host.Clock, cancellationToken);
            await context.Checkpoints.SaveAsync(new Number(3), NumberJson.Default.Number, cancellationToken);
            return new Number(100 + progress!.Value);
        };
        var source = await SourceAsync(queue: false);
        await StartWorkerAsync(queue: false, source);
        await StartWorkerAsync(queue: false, source);
        var machine = await MachineAsync(
            queue: false,
            source,
            """ "TimeoutSeconds": 300, "Retry": [{ "ErrorEquals": ["States.Timeout"], "MaxAttempts": 1 }] """
        );

        var execution = await _host.RunAsync(machine, """{"Value":1}""", Stop);

        Assert.Equal(("SUCCEEDED", """{"Value":101}"""), (execution.Status, execution.Output));
        Assert.NotNull(refusal);
        Assert.Equal(JobCancelReason.Superseded, _script.Seen[0].CancelReason);
        Assert.Equal(JobCancelReason.None, _script.Seen[1].CancelReason);
    }

    [Fact]
    public async Task A_bare_activity_input_is_told_by_name_what_it_lacks()
    {
        _script.Run = async (input, context, cancellationToken) =>
        {
            await context.Checkpoints.LoadAsync(NumberJson.Default.Number, cancellationToken);
            return input;
        };
        var source = await SourceAsync(queue: false);
        await StartWorkerAsync(queue: false, source);
        var machine = await MachineAsync(queue: false, source, """ "TimeoutSeconds": 60 """, bare: true);

        var execution = await _host.RunAsync(machine, """{"Value":1}""", Stop);

        Assert.Equal(WorkerErrors.InvalidInput, execution.Error);
        Assert.Contains("$$.Execution.Id", execution.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_without_checkpoints_says_what_to_call()
    {
        _script.Run = async (input, context, cancellationToken) =>
        {
            await context.Checkpoints.LoadAsync(NumberJson.Default.Number, cancellationToken);
            return input;
        };
        var source = await SourceAsync(queue: false);
        await StartWorkerAsync(queue: false, source, checkpoints: false);
        var machine = await MachineAsync(queue: false, source, """ "TimeoutSeconds": 60 """);

        var execution = await _host.RunAsync(machine, """{"Value":1}""", Stop);

        Assert.Equal(nameof(InvalidOperationException), execution.Error);
        Assert.Contains("builder.AddCheckpoints()", execution.Cause, StringComparison.Ordinal);
    }

    // Five steps, each with an effect on the world outside.
    private async Task WorkAsync(JobContext context, int? crashAfter, CancellationToken cancellationToken)
    {
        var progress = await context.Checkpoints.LoadAsync(NumberJson.Default.Number, cancellationToken);
        for (var step = (progress?.Value ?? 0) + 1; step <= Steps; step++)
        {
            _effects.Add(step);
            await context.Checkpoints.SaveAsync(new Number(step), NumberJson.Default.Number, cancellationToken);
            if (step == crashAfter)
            {
                throw new IOException("The disk is gone.");
            }
        }
    }

    private static async Task<List<StoredRecord>> RecordsAsync(WorkerApplication worker)
    {
        var records = new List<StoredRecord>();
        await foreach (var record in worker.Services.GetRequiredService<IRecordStore>().ListAsync("checkpoint", cancellationToken: Stop))
        {
            records.Add(record);
        }

        return records;
    }

    private async Task<string> SourceAsync(bool queue) =>
        queue ? await _host.CreateQueueAsync("steps", cancellationToken: Stop) : await _host.CreateActivityAsync("steps", Stop);

    private Task<WorkerApplication> StartWorkerAsync(bool queue, string source, bool checkpoints = true) =>
        _host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(_script);
                if (checkpoints)
                {
                    worker.AddRecordStore(options =>
                    {
                        options.Kind = StoreKind.Sqlite;
                        options.Path = Path.Combine(_folder, "records.db");
                    });
                    worker.AddCheckpoints();
                }

                var number = NumberJson.Default.Number;
                _ = queue
                    ? worker.AddQueue<Doubling, Number, Number>("steps", number, number, options => options.QueueUrl = source)
                    : worker.AddActivity<Doubling, Number, Number>("steps", number, number, options => options.ActivityArn = source);
            },
            Stop
        );

    private Task<string> MachineAsync(bool queue, string source, string fields, bool bare = false)
    {
        var envelope = bare ? "" : Envelope;
        var input = bare ? "\"Value.$\": \"$.Value\"" : "\"input.$\": \"$\"";
        var task = queue
            ? $$"""
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": { "QueueUrl": "{{source}}", "MessageBody": { {{envelope}} "taskToken.$": "$$.Task.Token", {{input}} } }
                """
            : $$"""
                "Resource": "{{source}}", "Parameters": { {{envelope}} {{input}} }
                """;
        return _host.CreateStateMachineAsync(
            "steps",
            $$"""{ "StartAt": "Work", "States": { "Work": { "Type": "Task", {{task}}, {{fields}}, "End": true } } }""",
            Stop
        );
    }
}
