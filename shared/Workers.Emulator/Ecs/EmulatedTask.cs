using System.Diagnostics.CodeAnalysis;

namespace Workers.Emulator;

/// <summary>
/// Runs what <c>ecs:runTask</c> starts, in place of a container: a process, or code of this process. Whoever stops the task (a time-out,
/// StopExecution, the emulator's end) cancels <paramref name="stopped"/>, which stands for SIGTERM.
/// </summary>
/// <param name="task">What is to run.</param>
/// <param name="stopped">Cancelled when the task is to stop.</param>
/// <returns>The exit code of the container: anything but 0 fails a state that waits by <c>.sync</c>. An exception counts as 1.</returns>
[SuppressMessage("Maintainability", "CA1515", Justification = "The test host runs the emulator in its own process.")]
public delegate Task<int> TaskRunner(EmulatedTask task, CancellationToken stopped);

/// <summary>A task of Amazon ECS with its one container, as <c>ecs:runTask</c> asked for it.</summary>
[SuppressMessage("Maintainability", "CA1515", Justification = "The test host runs the emulator in its own process.")]
public sealed record EmulatedTask
{
    /// <summary>The family of the task definition, without its revision.</summary>
    public required string Family { get; init; }

    /// <summary>The task's own ARN.</summary>
    public required string TaskArn { get; init; }

    /// <summary>The container that the overrides name; null when they name none.</summary>
    public string? ContainerName { get; init; }

    /// <summary>The command of the container override; empty when it gives none.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>
    /// The environment of the container override. With <c>.waitForTaskToken</c> it usually holds the task token: do not log it.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
