namespace Workers.Emulator.StatesLanguage;

/// <summary>Has work done by an activity or a service.</summary>
internal sealed record TaskState : WorkState
{
    public override string Type => "Task";

    /// <summary>The ARN of the activity or of the service integration.</summary>
    public required string Resource { get; init; }

    /// <summary>How long the work may take; in seconds; null when there is no limit but Step Functions' own (99,999,999).</summary>
    public NumberField? TimeoutSeconds { get; init; }

    /// <summary>How long the worker may stay silent, in seconds; null when it may for as long as the work lasts.</summary>
    public NumberField? HeartbeatSeconds { get; init; }

    public PayloadTemplate? Credentials { get; init; }
}
