using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>How the worker stops: section <c>Shutdown</c>.</summary>
public sealed class ShutdownOptions
{
    /// <summary>
    /// How long a stop may take, all in all. Keep it below what kills the worker (ECS's stopTimeout, at most 120 s) and above 75 s, so that
    /// open activity polls, which last up to 60 s, can be waited for.
    /// </summary>
    /// <value>1 to 86,400 seconds. Default: 110.</value>
    [Range(1, 86_400)]
    public int BudgetSeconds { get; set; } = 110;

    /// <summary>
    /// When whoever stops the worker kills it: the stopTimeout of the task definition, the terminationGracePeriodSeconds of a pod. Nothing tells
    /// a container, so say it here and have it checked: the worker refuses to start unless <see cref="BudgetSeconds"/> is 5 s below it.
    /// </summary>
    /// <value>1 to 86,400 seconds. Default: none; not checked.</value>
    [Range(1, 86_400)]
    public int? StopTimeoutSeconds { get; set; }
}

/// <summary>What ends the worker, besides SIGTERM and Ctrl-C: section <c>Lifetime</c>.</summary>
public sealed class LifetimeOptions
{
    /// <summary>Whether the end of standard input stops the worker gracefully, so that it ends with the process that started it.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool StopOnStandardInputEnd { get; set; }
}
