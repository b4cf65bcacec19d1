using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;

namespace Workers.Testing.Tests;

internal sealed record Letters(int Count, string[]? Texts, Letters? Earlier = null);

[JsonSerializable(typeof(Letters))]
internal sealed partial class LettersJson : JsonSerializerContext;

/// <summary>Writes so many letters, or counts those it is given.</summary>
internal sealed class Writing(List<int> runs) : IJobHandler<Letters, Letters>
{
    public Task<Letters> HandleAsync(Letters input, JobContext context, CancellationToken cancellationToken)
    {
        lock (runs)
        {
            runs.Add(input.Count);
        }

        return Task.FromResult(
            (input.Texts ?? input.Earlier?.Texts) is { } texts
                ? new Letters(texts.Sum(text => text.Length), null)
                : new Letters(0, [.. Enumerable.Repeat(new string('x', 1000), input.Count)])
        );
    }
}

/// <summary>More than a state can hold, on its way through a state machine.</summary>
public sealed class PayloadTests : IAsyncLifetime
{
    private const string Job =
        """ "job": { "execution.$": "$$.Execution.Id", "state.$": "$$.State.Name", "entered.$": "$$.State.EnteredTime" } """;

    private readonly WorkflowTestHost _host = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("payloads-").FullName;
    private readonly List<int> _runs = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("$")]
    [InlineData("$.Earlier")]
    public async Task Ten_times_what_a_state_holds_goes_from_state_to_state(string resultPath)
    {
        var source = await _host.CreateActivityAsync("write", Stop);
        await StartWorkerAsync(source);

        var execution = await _host.RunAsync(await MachineAsync(source, resultPath), """{"Count":2600}""", Stop);

        Assert.Equal(("SUCCEEDED", """{"Count":2600000,"Texts":null,"Earlier":null}"""), (execution.Status, execution.Output));
        Assert.Equal(2, _runs.Count);
    }

    [Fact]
    public async Task Branches_that_write_the_same_at_once_have_payloads_of_their_own()
    {
        var source = await _host.CreateActivityAsync("write", Stop);
        await StartWorkerAsync(source);
        var write = $$"""
            { "StartAt": "Write", "States": { "Write": {
              "Type": "Task", "Resource": "{{source}}", "TimeoutSeconds": 60, "Parameters": { {{Job}}, "input.$": "$" }, "End": true
            } } }
            """;
        var again = write.Replace("\"Write\"", "\"Again\"", StringComparison.Ordinal);
        var machine = await _host.CreateStateMachineAsync(
            "letters",
            $$"""
            { "StartAt": "Both", "States": {
              "Both": { "Type": "Parallel", "Branches": [{{write}}, {{again}}], "ResultSelector": { "Count": 0, "Earlier.$": "$[1]" }, "Next": "Count" },
              "Count": { "Type": "Task", "Resource": "{{source}}", "TimeoutSeconds": 60, "Parameters": { {{Job}}, "input.$": "$" }, "End": true }
            } }
            """,
            Stop
        );

        var execution = await _host.RunAsync(machine, """{"Count":300}""", Stop);

        Assert.Equal(("SUCCEEDED", """{"Count":300000,"Texts":null,"Earlier":null}"""), (execution.Status, execution.Output));
        Assert.Equal(2, Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_payload_that_has_expired_by_the_time_it_is_wanted_fails_by_name()
    {
        var source = await _host.CreateActivityAsync("write", Stop);
        await StartWorkerAsync(source);
        var slow = await MachineAsync(source, "$", waitSeconds: 27 * 3600);
        var execution = await _host.StartAsync(slow, """{"Count":300}""", Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromHours(25), Stop);

        // Another job's payload: expired ones go with a later write.
        await _host.RunAsync(await MachineAsync(source, "$", name: "quick"), """{"Count":301}""", Stop);
        var ended = await _host.WaitAsync(execution, Stop);

        Assert.Equal(("FAILED", WorkerErrors.PayloadMissing), (ended.Status, ended.Error));
    }

    [Fact]
    public async Task A_stored_result_is_the_reference_and_the_retry_is_answered_with_it()
    {
        var source = await _host.CreateQueueAsync("write", cancellationToken: Stop);
        await StartWorkerAsync(source, queue: true);
        const string Message = """{"job":{"execution":"e1","state":"Write","entered":"2030-01-01T00:00:00Z"},"input":{"Count":300}}""";
        for (var i = 0; i < 2; i++)
        {
            await _host.Sqs.SendMessageAsync(new() { QueueUrl = source, MessageBody = Message }, Stop);
        }

        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), Stop);

        Assert.Equal([300], _runs);
        Assert.Single(Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories));
    }

    private Task<WorkerApplication> StartWorkerAsync(string source, bool queue = false) =>
        _host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(_runs);
                worker.AddPayloads(options =>
                    (options.Kind, options.Folder, options.ExpiryDays) = (PayloadStoreKind.Folder, _folder, queue ? 15 : 1)
                );
                var letters = LettersJson.Default.Letters;
                if (queue)
                {
                    worker.AddRecordStore(options =>
                        (options.Kind, options.Path) = (StoreKind.Sqlite, Path.Combine(_folder, "records.db"))
                    );
                    worker.AddIdempotency();
                    worker.AddQueue<Writing, Letters, Letters>(
                        "write",
                        letters,
                        letters,
                        options => (options.QueueUrl, options.Idempotency) = (source, true)
                    );
                }
                else
                {
                    worker.AddActivity<Writing, Letters, Letters>("write", letters, letters, options => options.ActivityArn = source);
                }
            },
            Stop
        );

    private Task<string> MachineAsync(string source, string resultPath, int waitSeconds = 0, string name = "letters") =>
        _host.CreateStateMachineAsync(
            name,
            $$"""
            { "StartAt": "Write", "States": {
              "Write": { "Type": "Task", "Resource": "{{source}}", "TimeoutSeconds": 60, "Parameters": { {{Job}}, "input.$": "$" },
                         "ResultPath": "{{resultPath}}", "Next": "Pause" },
              "Pause": { "Type": "Wait", "Seconds": {{waitSeconds}}, "Next": "Count" },
              "Count": { "Type": "Task", "Resource": "{{source}}", "TimeoutSeconds": 60, "Parameters": { {{Job}}, "input.$": "$" }, "End": true } } }
            """,
            Stop
        );
}
