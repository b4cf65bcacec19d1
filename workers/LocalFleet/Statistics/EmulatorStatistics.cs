using System.Text.Json.Serialization;

namespace LocalFleet.Statistics;

/// <summary>The emulator's counters, as <c>/_emulator/stats</c> answers them.</summary>
internal sealed record EmulatorStatistics
{
    /// <summary>Activities by name.</summary>
    public Dictionary<string, ActivityStatistics> Activities { get; init; } = [];

    /// <summary>States that wait for a callback, by <c>machine/state</c>.</summary>
    public Dictionary<string, JobStatistics> Callbacks { get; init; } = [];

    /// <summary>Queues by name.</summary>
    public Dictionary<string, QueueStatistics> Queues { get; init; } = [];

    /// <summary>Executions by state machine.</summary>
    public Dictionary<string, ExecutionStatistics> Executions { get; init; } = [];

    /// <summary>Requests by application and operation; a worker is an application.</summary>
    public Dictionary<string, Dictionary<string, long>> RequestsByApp { get; init; } = [];

    /// <summary>Tasks of containers by family.</summary>
    public Dictionary<string, TaskStatistics> Tasks { get; init; } = [];

    /// <summary>The processes that stand for running tasks, by family.</summary>
    public Dictionary<string, IReadOnlyList<int>> TaskProcesses { get; init; } = [];

    /// <summary>The claims' executions.</summary>
    [JsonIgnore]
    public ExecutionStatistics Claims => Machine(FleetNames.Claims);

    /// <summary>Jobs that came to a result, of whatever kind.</summary>
    [JsonIgnore]
    public long JobsDone =>
        Activities.Values.Sum(jobs => jobs.Reported)
        + Callbacks.Values.Sum(jobs => jobs.Reported)
        + Machine(FleetNames.Machines.Assess).Ended
        + Tasks.Values.Sum(tasks => tasks.Succeeded);

    /// <summary>Messages that wait or are worked on, in all queues.</summary>
    [JsonIgnore]
    public long Messages => Queues.Values.Sum(queue => queue.Visible + queue.InFlight);

    /// <summary>The executions of a state machine.</summary>
    public ExecutionStatistics Machine(string name) => Executions.GetValueOrDefault(name) ?? new ExecutionStatistics();

    /// <summary>An activity's jobs.</summary>
    public ActivityStatistics Activity(string name) => Activities.GetValueOrDefault(name) ?? new ActivityStatistics();

    /// <summary>The jobs of a state that waits for a callback.</summary>
    public JobStatistics Callback(string machine, string state) => Callbacks.GetValueOrDefault($"{machine}/{state}") ?? new JobStatistics();

    /// <summary>A queue.</summary>
    public QueueStatistics Queue(string name) => Queues.GetValueOrDefault(name) ?? new QueueStatistics();
}

/// <summary>The jobs of a state.</summary>
internal record JobStatistics
{
    /// <summary>How often a job was given out, attempts counted one by one.</summary>
    public long Scheduled { get; init; }

    /// <summary>Reported as done.</summary>
    public long Succeeded { get; init; }

    /// <summary>Reported as failed.</summary>
    public long Failed { get; init; }

    /// <summary>Timed out, for lack of a report or of heartbeats.</summary>
    public long TimedOut { get; init; }

    /// <summary>Ended with their execution or their branch, because another one had failed.</summary>
    public long Aborted { get; init; }

    /// <summary>Reports that came after the task was closed.</summary>
    public long DuplicateReports { get; init; }

    /// <summary>Reports that counted.</summary>
    [JsonIgnore]
    public long Reported => Succeeded + Failed;

    /// <summary>Given out and not closed: neither reported nor timed out nor aborted.</summary>
    [JsonIgnore]
    public long Open => Scheduled - Reported - TimedOut - Aborted;
}

/// <summary>The jobs of an activity.</summary>
internal sealed record ActivityStatistics : JobStatistics
{
    /// <summary>Handed to a worker.</summary>
    public long Started { get; init; }

    /// <summary>How long jobs waited for a worker, in milliseconds.</summary>
    public Percentiles? ScheduledToStartedMs { get; init; }
}

/// <summary>The tasks of a family.</summary>
internal sealed record TaskStatistics
{
    /// <summary>Exited with 0.</summary>
    public long Succeeded { get; init; }
}

/// <summary>A queue's messages.</summary>
internal sealed record QueueStatistics
{
    /// <summary>Sent.</summary>
    public long Sent { get; init; }

    /// <summary>Delivered for the first time or again.</summary>
    public long Received { get; init; }

    /// <summary>Delivered again.</summary>
    public long Redelivered { get; init; }

    /// <summary>Waiting.</summary>
    public long Visible { get; init; }

    /// <summary>Delivered and not yet deleted.</summary>
    public long InFlight { get; init; }

    /// <summary>How long messages waited for their first receive, in milliseconds.</summary>
    public Percentiles? SentToReceivedMs { get; init; }
}

/// <summary>A state machine's executions by status.</summary>
internal sealed record ExecutionStatistics
{
    /// <summary>Running.</summary>
    [JsonPropertyName("RUNNING")]
    public long Running { get; init; }

    /// <summary>Succeeded.</summary>
    [JsonPropertyName("SUCCEEDED")]
    public long Succeeded { get; init; }

    /// <summary>Failed.</summary>
    [JsonPropertyName("FAILED")]
    public long Failed { get; init; }

    /// <summary>Timed out.</summary>
    [JsonPropertyName("TIMED_OUT")]
    public long TimedOut { get; init; }

    /// <summary>Stopped.</summary>
    [JsonPropertyName("ABORTED")]
    public long Aborted { get; init; }

    /// <summary>How long executions took, in milliseconds.</summary>
    public Percentiles? DurationMs { get; init; }

    /// <summary>All that do not run any more.</summary>
    [JsonIgnore]
    public long Ended => Succeeded + Failed + TimedOut + Aborted;
}

/// <summary>Percentiles of a duration.</summary>
/// <param name="P50">The median.</param>
/// <param name="P99">The 99th.</param>
internal sealed record Percentiles(double P50, double P99);
