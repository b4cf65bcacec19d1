using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Workers.Emulator.Ecs;

/// <summary>Which family runs what, and the tasks that run.</summary>
internal sealed class TaskCatalog : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, TaskRunner> _runners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ContainerTask, Task> _running = new();
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
        task.WhenEnded(_ => _running.TryRemove(task, out Task? _));
        return task;
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
}
