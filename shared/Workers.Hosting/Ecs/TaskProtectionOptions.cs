using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>
/// ECS's task scale-in protection, while a job may outlast a stop: section <c>TaskProtection</c>. It has an effect only in a container of ECS,
/// which sets <c>ECS_AGENT_URI</c>; the task's role needs <c>ecs:UpdateTaskProtection</c>.
/// </summary>
/// <remarks>
/// Protection keeps scale-in and deployments from stopping the task, so it is asked for only while it is needed: a job that fits in
/// <see cref="ShutdownOptions.BudgetSeconds"/> needs none.
/// </remarks>
public sealed class TaskProtectionOptions
{
    /// <summary>Whether the task is ever protected.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How long a job runs before it counts as one that may outlast a stop. A job of a source whose <c>MaxDurationSeconds</c> (or, failing that,
    /// whose average duration) is longer than what a stop leaves to jobs counts from its start.
    /// </summary>
    /// <value>0 to 86,400 seconds. Default: half of what a stop leaves to jobs, for example 47 of 95 s.</value>
    [Range(0, 86_400)]
    public int? AfterSeconds { get; set; }

    /// <summary>
    /// How long protection lasts unless it is renewed, which happens at half of it: how long a worker that hangs can hold up a deployment.
    /// </summary>
    /// <value>1 to 2,880 minutes, ECS's own limits. Default: 10.</value>
    [Range(1, 2_880)]
    public int ExpiresInMinutes { get; set; } = 10;

    /// <summary>
    /// How long the task may be protected without a pause. After that the sources of its long jobs are not polled until the jobs have ended
    /// and the task was unprotected for a minute, so that ECS gets a chance to replace it: a worker that is never idle would block deployments
    /// for ever.
    /// </summary>
    /// <value>1 to 10,080 minutes. Default: 120.</value>
    [Range(1, 10_080)]
    public int MaxMinutes { get; set; } = 120;
}
