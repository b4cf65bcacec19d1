using Microsoft.Extensions.DependencyInjection;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace Workers.Testing.Tests;

/// <summary>Jobs with an effect on the world outside, whose workers die between any two steps.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Envelope = """
        "job": {
          "execution.$": "$$.Execution.Id", "state.$": "$$.State.Name", "entered.$": "$$.State.EnteredTime", "attempt.$": "$$.State.RetryCount",
          "heartbeatSeconds": 20
        },
        """;

    private readonly WorkflowTestHost _host = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("idempotency-").FullName;
    private readonly List<int> _effects = [];
    private readonly List<WorkerApplication> _stores = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    // Died before the job was taken, and just after: nothing has happened, so the next attempt does it.
    [InlineData(false, "before", "put InProgress", 1)]
    [InlineData(true, "before", "put InProgress", 1)]
    [InlineData(false, "after", "put InProgress", 1)]
    [InlineData(true, "after", "put InProgress", 1)]
    // Died between the effect and its record: the one gap that no store can close, which is why the handler has a key.
    [InlineData(false, "before", "put Succeeded", 2)]
    [InlineData(true, "before", "put Succeeded", 2)]
    // From here on it is done, whether anybody was told or not.
    [InlineData(false, "after", "put Succeeded", 1)]
    [InlineData(true, "after", "put Succeeded", 1)]
    [InlineData(false, "before", "SendTaskSuccess", 1)]
    [InlineData(true, "before", "SendTaskSuccess", 1)]
    [InlineData(false, "after", "SendTaskSuccess", 1)]
    [InlineData(true, "after", "SendTaskSuccess", 1)]
    [InlineData(true, "before", "DeleteMessage", 1)]
    [InlineData(true, "after", "DeleteMessage", 1)]
    public async Task A_worker_that_dies_between_two_steps_leaves_a_job_that_ends_right(bool queue, string when, string call, int effects)
    {
        var source = await SourceAsync(queue);
        var first = Plug();
        Func<string, bool> isDue = name => name == call;
        _ = when == "before" ? first.Before = isDue : first.After = isDue;
        await StartWorkerAsync(queue, source, first);
        var execution = await _host.StartAsync(await MachineAsync(queue, source), """{"Value":21}""", Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromSeconds(1), Stop);

        await StartWorkerAsync(queue, source, Plug());
        var ended = await _host.WaitAsync(execution, Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(10), Stop);

        Assert.Equal(("SUCCEEDED", """{"Value":42}"""), (ended.Status, ended.Output));
        Assert.Equal(effects, _effects.Count);
        if (queue)
        {
            Assert.Equal("0", await MessagesAsync(source));
        }
    }

    [Fact]
    public async Task Of_a_message_that_is_delivered_twice_at_once_one_delivery_runs_and_both_are_deleted()
    {
        var source = await SourceAsync(queue: true);
        var body = """{"job":{"execution":"e1","state":"Work","entered":"2030-01-01T00:00:00Z"},"input":{"Value":21}}""";
        await _host.Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = source, MessageBody = body }, Stop);
        await _host.Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = source, MessageBody = body }, Stop);

        await StartWorkerAsync(queue: true, source, Plug());
        await StartWorkerAsync(queue: true, source, Plug());
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(10), Stop);

        Assert.Equal([21], _effects);
        Assert.Equal("0", await MessagesAsync(source));
    }

    [Fact]
    public async Task Executions_and_states_that_are_visited_again_are_jobs_of_their_own()
    {
        var source = await SourceAsync(queue: false);
        await StartWorkerAsync(queue: false, source, Plug());
        var machine = await MachineAsync(queue: false, source, loop: true);

        await _host.RunAsync(machine, """{"Value":21}""", Stop);
        await _host.RunAsync(machine, """{"Value":21}""", Stop);

        Assert.Equal([21, 42, 84, 21, 42, 84], _effects);
    }

    private Plug Plug()
    {
        // A store of its own for each worker, over one file: as separate processes of a machine have.
        var builder = WorkerHost.CreateBuilder();
        builder.AddRecordStore(options =>
        {
            options.Kind = StoreKind.Sqlite;
            options.Path = Path.Combine(_folder, "records.db");
        });
        builder.Services.AddSingleton<TimeProvider>(_host.Clock);
        var application = builder.Build();
        _stores.Add(application);
        return new Plug(_host, application.Services.GetRequiredService<IRecordStore>());
    }

    private async Task<string> SourceAsync(bool queue) =>
        queue
            ? await _host.CreateQueueAsync("work", new Dictionary<string, string> { ["VisibilityTimeout"] = "30" }, Stop)
            : await _host.CreateActivityAsync("work", Stop);

    private Task<WorkerApplication> StartWorkerAsync(bool queue, string source, Plug plug) =>
        _host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(
                    new Script
                    {
                        Run = async (input, _, cancellationToken) =>
                        {
                            lock (_effects)
                            {
                                _effects.Add(input.Value);
                            }

                            await Task.Delay(TimeSpan.FromMilliseconds(300), _host.Clock, cancellationToken);
                            return new Number(input.Value * 2);
                        },
                    }
                );
                worker.Services.AddSingleton<IStepFunctionsTasks>(plug);
                worker.Services.AddSingleton<ISqsConsumer>(plug);
                worker.Services.AddSingleton<IRecordStore>(plug);
                worker.AddIdempotency();
                var number = NumberJson.Default.Number;
                _ = queue
                    ? worker.AddQueue<Doubling, Number, Number>(
                        "work",
                        number,
                        number,
                        options => (options.QueueUrl, options.Idempotency) = (source, true)
                    )
                    : worker.AddActivity<Doubling, Number, Number>(
                        "work",
                        number,
                        number,
                        options => (options.ActivityArn, options.Idempotency) = (source, true)
                    );
            },
            Stop
        );

    private async Task<string> MessagesAsync(string queue)
    {
        var attributes = await _host.Sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest
            {
                QueueUrl = queue,
                AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
            },
            Stop
        );
        return $"{attributes.Attributes!.Values.Sum(value => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture))}";
    }

    private Task<string> MachineAsync(bool queue, string source, bool loop = false)
    {
        var task = queue
            ? $$"""
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": { "QueueUrl": "{{source}}", "MessageBody": { {{Envelope}} "taskToken.$": "$$.Task.Token", "input.$": "$" } }
                """
            : $$"""
                "Resource": "{{source}}", "Parameters": { {{Envelope}} "input.$": "$" }
                """;
        var again = loop
            ? """
                "Next": "Again" }, "Again": { "Type": "Choice", "Default": "Work",
                  "Choices": [{ "Variable": "$.Value", "NumericGreaterThan": 150, "Next": "End" }] }, "End": { "Type": "Succeed" }
                """
            : "\"End\": true }";
        return _host.CreateStateMachineAsync(
            "work",
            $$"""
            { "StartAt": "Work", "TimeoutSeconds": 3600, "States": { "Work": { "Type": "Task", {{task}}, "TimeoutSeconds": 300, "HeartbeatSeconds": 20,
              "Retry": [{ "ErrorEquals": ["States.Timeout"], "IntervalSeconds": 1, "MaxAttempts": 3 }], {{again}} } }
            """,
            Stop
        );
    }
}
