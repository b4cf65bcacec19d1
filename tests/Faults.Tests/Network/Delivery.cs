namespace Faults.Tests.Network;

/// <summary>A job as a worker was given it. Changed under the lock of its <see cref="Wire"/>.</summary>
internal sealed record Delivery(string Token, int Job, int Attempt, TimeSpan At)
{
    /// <summary>A message's receipt handle; <see langword="null"/> for an activity's task.</summary>
    public string? Handle { get; init; }

    public string? MessageId { get; init; }

    public int ReceiveCount { get; init; } = 1;

    /// <summary>How long the message had waited.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>Since when nobody can have given the job to somebody else, as far as the worker was told.</summary>
    public TimeSpan VisibleFrom { get; set; } = At;

    /// <summary>Whether a heartbeat was answered since it came: Step Functions still waits for the job.</summary>
    public bool WasAskedFor { get; set; }

    /// <summary>Whether the worker is through with it: its report (or its end elsewhere) was told, and its message is deleted or given back.</summary>
    public bool IsSettled { get; set; }
}
