using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>The settings of checkpoints: section <c>Checkpoints</c>. Read only by a worker that called <c>AddCheckpoints</c>.</summary>
public sealed class CheckpointOptions
{
    /// <summary>
    /// How long a checkpoint outlives its last save, for jobs that never succeed: no shorter than the longest pause between two attempts.
    /// </summary>
    /// <value>1 to 366 days (an execution lives for at most a year). Default: 14.</value>
    [Range(1, 366)]
    public int ExpiryDays { get; set; } = 14;
}
