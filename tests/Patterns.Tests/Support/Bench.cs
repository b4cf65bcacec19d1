using System.Globalization;
using System.Text.Json;
using Definitions;
using LocalFleet.Definitions;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting;
using Workers.Testing;

namespace Patterns.Tests.Support;

/// <summary>Where a row is tested: a host, the cue that all its workers obey, and the patterns' definitions.</summary>
internal sealed class Bench : IAsyncDisposable
{
    /// <summary>The patterns' time limits in seconds.</summary>
    public const int Heartbeat = 60;
    public const int Timeout = 600;
    public const int ExecutionTimeout = 86_400;

    private int _machines;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public WorkflowTestHost Host { get; } = new();

    public Cue Cue { get; } = new();

    /// <summary>A folder of the test's own, for stores.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("patterns-").FullName;

    /// <summary>Creates a state machine from a definition of terraform/patterns.</summary>
    public async Task<string> DeployAsync(string definition, params (string Name, string Value)[] variables)
    {
        var template = await File.ReadAllTextAsync(Path.Combine(PatternFolder.Find(), definition), Stop);
        var values = variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
        values.TryAdd("execution_timeout_seconds", Text(ExecutionTimeout));
        var name = $"{definition.Split('/')[0]}-{Text(++_machines)}";
        return await Host.CreateStateMachineAsync(name, DefinitionTemplate.Render(template, values), Stop);
    }

    public Task<WorkerApplication> StartWorkerAsync(Action<WorkerHostBuilder> configure) =>
        Host.StartWorkerAsync(
            worker =>
            {
                OnCue(worker);
                configure(worker);
            },
            Stop
        );

    /// <summary>Puts the cue before the worker's handlers.</summary>
    public void OnCue(WorkerHostBuilder worker) =>
        worker.Services.AddSingleton<IJobInterceptor>(own => new CueInterceptor(Cue, own.GetRequiredService<TimeProvider>()));

    /// <summary>Starts an execution and skips time until a handler has its job.</summary>
    public async Task<string> BeginAsync(string machine, string input)
    {
        var execution = await Host.StartAsync(machine, Input(input), Stop);
        await ReachAsync(1);
        return execution;
    }

    public Task<ExecutionDescription> RunAsync(string machine, string input) => Host.RunAsync(machine, Input(input), Stop);

    /// <summary>Skips time until so many jobs have come.</summary>
    public Task ReachAsync(int jobs) => Host.Clock.RunUntilAsync(() => Cue.Count >= jobs, Stop);

    public Task SkipAsync(TimeSpan time) => Host.Clock.AdvanceAsync(time, Stop);

    /// <summary>Waits for the execution's end, and then a day for what must not happen any more.</summary>
    public async Task<ExecutionDescription> EndAsync(string execution)
    {
        var ended = await Host.WaitAsync(execution, Stop);
        await SkipAsync(TimeSpan.FromDays(1));
        return ended;
    }

    /// <summary>By which names attempts of an execution's tasks failed, in order.</summary>
    public async Task<IReadOnlyList<string>> FailuresAsync(string execution) =>
        [
            .. from entry in await Host.HistoryAsync(execution, Stop)
            where entry.Type is "ActivityFailed" or "ActivityTimedOut" or "TaskFailed" or "TaskTimedOut"
            from details in entry.Details!.Values
            where details.ValueKind is JsonValueKind.Object && details.TryGetProperty("error", out _)
            select details.GetProperty("error").GetString()!,
        ];

    /// <summary>How often a task of the execution was closed by a success.</summary>
    public async Task<int> SuccessesAsync(string execution) =>
        (await Host.HistoryAsync(execution, Stop)).Count(entry => entry.Type is "ActivitySucceeded" or "TaskSucceeded");

    /// <summary>How many messages a queue holds, in flight or not.</summary>
    public async Task<int> CountAsync(string queue)
    {
        var request = new GetQueueAttributesRequest { QueueUrl = queue, AttributeNames = ["All"] };
        var attributes = (await Host.Sqs.GetQueueAttributesAsync(request, Stop)).Attributes!;
        return Number("ApproximateNumberOfMessages") + Number("ApproximateNumberOfMessagesNotVisible");

        int Number(string name) => int.Parse(attributes[name], CultureInfo.InvariantCulture);
    }

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static JsonElement Json(string? text)
    {
        using var document = JsonDocument.Parse(text!);
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Input(string input) => $$"""{"input":{{input}}}""";
}
