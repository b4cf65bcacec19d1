using System.Collections.Concurrent;
using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>The sections of <c>/_emulator/stats</c> about activities, callbacks and executions.</summary>
internal sealed class StepFunctionsStatistics
{
    private readonly Lock _gate = new();
    private readonly List<TaskCounters> _tasks = [];
    private readonly Dictionary<(string Name, bool IsActivity), TaskCounters> _tasksByName = [];
    private readonly ConcurrentDictionary<string, ExecutionCounters> _executions = new(StringComparer.Ordinal);

    public TaskCounters Activity(string name) => Tasks(name, isActivity: true);

    public TaskCounters Callback(string stateMachine, string state) => Tasks($"{stateMachine}/{state}", isActivity: false);

    public ExecutionCounters Executions(string stateMachine) => _executions.GetOrAdd(stateMachine, static _ => new ExecutionCounters());

    /// <summary>Notes a report for a task that is no longer there.</summary>
    public void CountDuplicateReport(int tasksId)
    {
        TaskCounters? counters;
        lock (_gate)
        {
            counters = tasksId >= 0 && tasksId < _tasks.Count ? _tasks[tasksId] : null;
        }

        counters?.DuplicateReports.Increment();
    }

    public void WriteSections(Utf8JsonWriter writer)
    {
        TaskCounters[] tasks;
        lock (_gate)
        {
            tasks = [.. _tasks.OrderBy(counters => counters.Name, StringComparer.Ordinal)];
        }

        WriteTasks(writer, "activities", tasks.Where(counters => counters.IsActivity));
        WriteTasks(writer, "callbacks", tasks.Where(counters => !counters.IsActivity));
        writer.WriteStartObject("executions"u8);
        foreach (var (name, counters) in _executions.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            counters.WriteTo(writer, name);
        }

        writer.WriteEndObject();
    }

    private static void WriteTasks(Utf8JsonWriter writer, string section, IEnumerable<TaskCounters> tasks)
    {
        writer.WriteStartObject(section);
        foreach (var counters in tasks)
        {
            counters.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private TaskCounters Tasks(string name, bool isActivity)
    {
        lock (_gate)
        {
            if (!_tasksByName.TryGetValue((name, isActivity), out var counters))
            {
                counters = new TaskCounters(_tasks.Count, name, isActivity);
                _tasks.Add(counters);
                _tasksByName.Add((name, isActivity), counters);
            }

            return counters;
        }
    }
}
