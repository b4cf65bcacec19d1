using System.Text.Json.Serialization;

namespace LocalFleet.Statistics;

/// <summary>The emulator's counters, as <c>/_emulator/stats</c> answers them.</summary>
internal sealed record EmulatorStatistics
{
    /// <summary>Requests by operation, for example <c>AmazonSQS.ReceiveMessage</c>.</summary>
    public Dictionary<string, long> Requests { get; init; } = [];

    /// <summary>Polls that brought nothing, by operation.</summary>
    public Dictionary<string, long> EmptyPolls { get; init; } = [];

    /// <summary>Activities by name.</summary>
    public Dictionary<string, ActivityStatistics> Activities { get; init; } = [];

    /// <summary>States that wait for a callback, by <c>machine/state</c>.</summary>
    public Dictionary<string, JobStatistics> Callbacks { get; init; } = [];

    /// <summary>Queues by name.</summary>
    public Dictionary<string, QueueStatistics> Queues { get; init; } = [];

    /// <summary>Executions by state machine.</summary>
    public Dictionary<string, ExecutionStatistics> Executions { get; init; } = [];

    /// <summary>The run's executions.</summary>
    [JsonIgnore]
    public ExecutionStatistics Machine => Executions.GetValueOrDefault(FleetNames.StateMachine) ?? new ExecutionStatistics();

    /// <summary>The appraisals.</summary>
    [JsonIgnore]
    public ActivityStatistics Activity => Activities.GetValueOrDefault(FleetNames.Activity) ?? new ActivityStatistics();

    /// <summary>The letters.</summary>
    [JsonIgnore]
    public JobStatistics Letters =>
        Callbacks.GetValueOrDefault($"{FleetNames.StateMachine}/{FleetNames.LetterState}") ?? new JobStatistics();

    /// <summary>The letters' queue.</summary>
    [JsonIgnore]
    public QueueStatistics Queue => Queues.GetValueOrDefault(FleetNames.Queue) ?? new QueueStatistics();
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

    /// <summary>Reports that came after the task was closed.</summary>
    public long DuplicateReports { get; init; }

    /// <summary>Reports that counted.</summary>
    [JsonIgnore]
    public long Reported => Succeeded + Failed;
}

/// <summary>The jobs of an activity.</summary>
internal sealed record ActivityStatistics : JobStatistics
{
    /// <summary>Handed to a worker.</summary>
    public long Started { get; init; }

    /// <summary>How long jobs waited for a worker, in milliseconds.</summary>
    public Percentiles? ScheduledToStartedMs { get; init; }
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

    /// <summary>Moved to the dead-letter queue.</summary>
    public long DeadLettered { get; init; }

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
