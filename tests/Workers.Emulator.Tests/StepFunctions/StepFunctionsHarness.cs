using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Testing.Time;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>An emulator on a clock that skips, called as over the wire.</summary>
internal sealed class StepFunctionsHarness : IAsyncDisposable
{
    private readonly AwsEmulator _emulator;
    private readonly HttpClient _client;

    public StepFunctionsHarness(
        LostPolls lostPolls = LostPolls.Lossy,
        int retainedClosedExecutions = 1_000,
        Dictionary<string, TaskRunner>? taskRunners = null,
        string? s3Root = null,
        Uri? sdkEndpoint = null,
        ILoggerFactory? loggers = null
    )
    {
        _emulator = new AwsEmulator(
            new EmulatorOptions
            {
                TimeProvider = Clock,
                LostPolls = lostPolls,
                RetainedClosedExecutions = retainedClosedExecutions,
                TaskRunners = taskRunners ?? [],
                S3Root = s3Root,
                SdkEndpoint = sdkEndpoint,
                LoggerFactory = loggers ?? NullLoggerFactory.Instance,
            }
        );
        _client = new HttpClient(_emulator.CreateHandler()) { BaseAddress = new Uri("http://localhost:4566") };
    }

    public TestClock Clock { get; } = new();

    public void MapFunction(string name, FunctionHandler handler) => _emulator.MapFunction(name, handler);

    public static string ActivityArn(string name) => $"arn:aws:states:us-east-1:000000000000:activity:{name}";

    public static string MachineArn(string name = "machine") => $"arn:aws:states:us-east-1:000000000000:stateMachine:{name}";

    public static string ExecutionArn(string name, string machine = "machine") =>
        $"arn:aws:states:us-east-1:000000000000:execution:{machine}:{name}";

    /// <summary>A machine of one Task state on the activity "work".</summary>
    public static string ActivityMachine(string fields = "") =>
        $$$"""{"StartAt":"Work","States":{"Work":{"Type":"Task","Resource":"{{{ActivityArn("work")}}}",{{{fields}}}"End":true} } }""";

    public Task<JsonElement> CallAsync(string operation, object input) =>
        AbortableCallAsync(operation, input, TestContext.Current.CancellationToken);

    /// <summary>Calls an operation as a client that goes away when told.</summary>
    public async Task<JsonElement> AbortableCallAsync(string operation, object input, CancellationToken aborted)
    {
        var (status, body) = await TryCallAsync(operation, input, aborted);
        Assert.True(status == 200, $"{operation} answered {status}: {body}");
        return body;
    }

    /// <summary>Calls an operation that is to be refused, and returns the error's code and message.</summary>
    public async Task<(string Code, string Message)> RefusedAsync(string operation, object input, int status = 400)
    {
        var (answered, body) = await TryCallAsync(operation, input, TestContext.Current.CancellationToken);
        Assert.Equal(status, answered);
        return (body.GetProperty("__type").GetString()!, body.GetProperty("message").GetString()!);
    }

    public async Task CreateAsync(string definition, string machine = "machine")
    {
        await CallAsync("CreateActivity", new { name = "work" });
        await CallAsync(
            "CreateStateMachine",
            new
            {
                name = machine,
                definition,
                roleArn = "arn:aws:iam::000000000000:role/r",
            }
        );
    }

    /// <summary>Starts an execution, named after its number, and returns its ARN.</summary>
    public async Task<string> StartAsync(string input = "{}", string machine = "machine", string? name = null)
    {
        object request = name is null
            ? new { stateMachineArn = MachineArn(machine), input }
            : new
            {
                stateMachineArn = MachineArn(machine),
                input,
                name,
            };
        return (await CallAsync("StartExecution", request)).GetProperty("executionArn").GetString()!;
    }

    /// <summary>Skips time until the execution is closed, and describes it.</summary>
    public async Task<JsonElement> EndAsync(string executionArn)
    {
        var description = default(JsonElement);
        await Clock.RunUntilAsync(
            () =>
            {
                description = CallAsync("DescribeExecution", new { executionArn }).GetAwaiter().GetResult();
                return description.GetProperty("status").GetString() != "RUNNING";
            },
            TestContext.Current.CancellationToken
        );
        return description;
    }

    /// <summary>Creates a machine, runs it to its end and describes the execution.</summary>
    public async Task<JsonElement> RunAsync(string definition, string input = "{}")
    {
        await CreateAsync(definition);
        return await EndAsync(await StartAsync(input));
    }

    /// <summary>The same by an Express machine, without skipping time: for what waits for somebody outside.</summary>
    public async Task<JsonElement> RunSyncAsync(string definition, string input = "{}")
    {
        var machine = new
        {
            name = "machine",
            type = "EXPRESS",
            definition,
            roleArn = "arn:aws:iam::000000000000:role/r",
        };
        await CallAsync("CreateStateMachine", machine);
        return await CallAsync("StartSyncExecution", new { stateMachineArn = MachineArn(), input });
    }

    /// <summary>Lets everything that can happen now happen.</summary>
    public Task RestAsync() => Clock.AdvanceAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);

    /// <summary>Takes the next task of the activity "work", which must be there.</summary>
    public async Task<(string Token, string Input)> TakeAsync(string? workerName = null)
    {
        var task = await CallAsync("GetActivityTask", new { activityArn = ActivityArn("work"), workerName });
        return (task.GetProperty("taskToken").GetString()!, task.GetProperty("input").GetString()!);
    }

    public async Task<IReadOnlyList<JsonElement>> HistoryAsync(string executionArn)
    {
        var answer = await CallAsync("GetExecutionHistory", new { executionArn, maxResults = 1000 });
        return [.. answer.GetProperty("events").EnumerateArray()];
    }

    public async Task<string> EventTypesAsync(string executionArn) =>
        string.Join(' ', (await HistoryAsync(executionArn)).Select(entry => entry.GetProperty("type").GetString()));

    public JsonNode Statistics()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            _emulator.WriteStatistics(writer);
        }

        return JsonNode.Parse(stream.ToArray())!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _emulator.DisposeAsync();
    }

    private async Task<(int Status, JsonElement Body)> TryCallAsync(string operation, object input, CancellationToken cancellationToken)
    {
        var service = operation switch
        {
            "CreateQueue" or "DeleteQueue" or "ReceiveMessage" or "SendMessage" => "AmazonSQS",
            "CreateTable" => "DynamoDB_20120810",
            "PutEvents" or "PutRule" or "PutTargets" => "AWSEvents",
            _ => "AWSStepFunctions",
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(JsonSerializer.Serialize(input)) };
        request.Headers.Add("X-Amz-Target", $"{service}.{operation}");
        using var response = await _client.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return ((int)response.StatusCode, JsonElement.Parse(body));
    }
}
