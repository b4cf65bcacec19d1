namespace DispatchWorker.Settings;

/// <summary>Who does the tasks of an activity.</summary>
internal enum ProcessorKind
{
    /// <summary>A system that is called over HTTP.</summary>
    Webhook,

    /// <summary>An execution of a state machine.</summary>
    StateMachine,

    /// <summary>Whoever receives from a queue.</summary>
    Queue,
}

/// <summary>One activity and the processor that its tasks are handed to: section <c>Dispatch:&lt;name&gt;</c>.</summary>
internal sealed record DispatchTarget
{
    /// <summary>The activity's name in settings, nudges and hand-overs, for example <c>pay-claim</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The activity's ARN.</summary>
    public required string ActivityArn { get; init; }

    /// <summary>Who polls; shown in the execution history.</summary>
    public required string WorkerName { get; init; }

    /// <summary>What kind of processor it is.</summary>
    public required ProcessorKind Kind { get; init; }

    /// <summary>The webhook's URL, the queue's URL or the state machine's ARN.</summary>
    public required string Address { get; init; }

    /// <summary>What the processor and the dispatcher sign with: the first signs, all of them verify, so that secrets can be replaced in use.</summary>
    public required IReadOnlyList<byte[]> Secrets { get; init; }

    /// <summary>How often a nudge polls the activity before it takes the task for taken by another poll. 1 to 20.</summary>
    public int PollAttempts { get; init; } = 3;

    /// <summary>The pause between these polls.</summary>
    public TimeSpan PollPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the activity is polled without a nudge.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The HeartbeatSeconds of the states that use the activity; the envelope's wins. Zero: none.</summary>
    public TimeSpan Heartbeat { get; init; }

    /// <summary>How long the processor may be silent after it took the job. Zero: it need not send heartbeats.</summary>
    public TimeSpan ProcessorHeartbeat { get; init; }

    /// <summary>How long the processor has for a job, counted from when its task was taken.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long one hand-over may take.</summary>
    public TimeSpan HandoverTimeout { get; init; } = TimeSpan.FromSeconds(10);

    // Secrets stay out of whatever prints a target.
    public override string ToString() => Name;
}
