namespace Scaling.Policy;

/// <summary>A service and its job, in the team's terms.</summary>
internal sealed record ServiceSettings
{
    /// <summary>Jobs at once in one task.</summary>
    public int Slots { get; init; } = 20;

    /// <summary>The fewest tasks; 0 lets the service stand at zero.</summary>
    public int MinTasks { get; init; } = 1;

    /// <summary>The most tasks.</summary>
    public int MaxTasks { get; init; } = 20;

    /// <summary>How long a job may wait.</summary>
    public double AcceptableLatencySeconds { get; init; } = 60;

    /// <summary>How long a job takes as a rule.</summary>
    public double JobSeconds { get; init; } = 5;

    /// <summary>Whether its jobs come from a queue; otherwise from an activity, which has no backlog metric.</summary>
    public bool HasQueue { get; init; } = true;

    /// <summary>Whether the state machine wakes a service that stands at zero.</summary>
    public bool IsWoken { get; init; } = true;

    /// <summary>How long a stop leaves jobs.</summary>
    public int StopSeconds { get; init; } = 95;
}
