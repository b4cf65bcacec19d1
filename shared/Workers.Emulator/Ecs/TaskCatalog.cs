using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.Statistics;
using Workers.Emulator.StepFunctions;

namespace Workers.Emulator.Ecs;

/// <summary>Which family runs what, and the tasks that run.</summary>
internal sealed class TaskCatalog : IAsyncDisposable, IStatisticsSource
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, TaskRunner> _runners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ContainerTask, Task> _running = new();
    private readonly ConcurrentDictionary<string, TaskCounters> _counters = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public TaskCatalog(EmulatorOptions options)
    {
        _clock = options.TimeProvider;
        _logger = options.LoggerFactory.CreateLogger<TaskCatalog>();
        foreach (var (family, runner) in options.TaskRunners)
        {
            _runners[family] = runner;
        }
    }

    public bool IsEmpty => _runners.IsEmpty;

    public IEnumerable<string> Families => _runners.Keys.Order(StringComparer.Ordinal);

    public void Map(string family, TaskRunner runner) => _runners[family] = runner;

    /// <summary>Starts a task; null when no runner is mapped to its family.</summary>
    public ContainerTask? Start(EmulatedTask what, TaskPlacement placement)
    {
        if (!_runners.TryGetValue(what.Family, out var runner))
        {
            return null;
        }

        var task = new ContainerTask(what, placement, _clock, _logger);
        var run = task.RunAsync(runner);
        _running[task] = run;
        var counters = _counters.GetOrAdd(what.Family, static _ => new TaskCounters());
        counters.Started.Increment();
        task.WhenEnded(outcome =>
        {
            _running.TryRemove(task, out Task? _);
            (outcome is TaskOutcome.Succeeded ? counters.Succeeded : counters.Failed).Increment();
        });
        return task;
    }

    /// <summary>Writes <c>tasks</c>: for each family how many were started, exited with 0, and ended otherwise.</summary>
    public void WriteSections(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("tasks");
        foreach (var (family, counters) in _counters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(family);
            writer.WriteNumber("started", counters.Started.Value);
            writer.WriteNumber("succeeded", counters.Succeeded.Value);
            writer.WriteNumber("failed", counters.Failed.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Stops what runs, and waits until it has stopped, but not for long.</summary>
    public async ValueTask DisposeAsync()
    {
        var running = _running.ToArray();
        foreach (var (task, _) in running)
        {
            task.Stop();
        }

        try
        {
            // Real time: whatever the emulator's clock shows, the tasks' shutdown takes the time that it takes.
            await Task.WhenAll(running.Select(pair => pair.Value)).WaitAsync(Grace, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // Processes are killed next; code of this process that does not heed its cancellation cannot be ended.
        }
    }

    private sealed class TaskCounters
    {
        public Counter Started { get; } = new();

        public Counter Succeeded { get; } = new();

        public Counter Failed { get; } = new();
    }
}
