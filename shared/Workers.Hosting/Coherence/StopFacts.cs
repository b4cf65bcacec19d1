namespace Workers.Hosting.Coherence;

/// <summary>What decides how a stop goes.</summary>
/// <param name="Budget">What a stop may take.</param>
/// <param name="PollTime">How long open polls are awaited.</param>
/// <param name="JobTime">How long jobs may go on.</param>
/// <param name="HostTimeout">When the host cuts the stop off.</param>
/// <param name="StopTimeoutSeconds">When the container is killed, if that is set.</param>
/// <param name="IsOnEcs">Whether the worker runs in a container of ECS.</param>
/// <param name="IsOnFargate">Whether that is Fargate.</param>
/// <param name="IsProtected">Whether ECS is asked for protection while long jobs run.</param>
internal sealed record StopFacts(
    TimeSpan Budget,
    TimeSpan PollTime,
    TimeSpan JobTime,
    TimeSpan HostTimeout,
    int? StopTimeoutSeconds,
    bool IsOnEcs,
    bool IsOnFargate,
    bool IsProtected
);
