using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>The settings of one queue: section <c>Queues:&lt;name&gt;</c>. One of <see cref="QueueUrl"/> and <see cref="QueueName"/> is required.</summary>
public sealed class QueueOptions
{
    /// <summary>The queue's URL.</summary>
    public string? QueueUrl { get; set; }

    /// <summary>The queue's name, in the worker's account and region; its URL is looked up at start.</summary>
    [StringLength(80, MinimumLength = 1, ErrorMessage = "must have 1 to 80 characters")]
    public string? QueueName { get; set; }

    /// <summary>
    /// How many handlers run at once. A receive asks for as many messages as slots are free, at most ten; under load it may go out for slots that
    /// are about to come free. A slot is free as soon as its job's result is on its way, unless that has to be sent again.
    /// </summary>
    /// <value>1 to 1,000. Default: 10.</value>
    [Range(1, 1000)]
    public int Slots { get; set; } = 10;

    /// <summary>How many receives may be open at once. While nothing comes there is one.</summary>
    /// <value>1 to 1,000. Default: one for every ten of <see cref="Slots"/>.</value>
    [Range(1, 1000)]
    public int? MaxPolls { get; set; }

    /// <summary>How long a receive waits for the first message.</summary>
    /// <value>0 to 20 seconds. Default: 20.</value>
    [Range(0, 20)]
    public int WaitTimeSeconds { get; set; } = 20;

    /// <summary>
    /// How long a received message stays invisible. It is extended while the job runs, so it may be short: it is how long a dead worker's
    /// message stays away.
    /// </summary>
    /// <value>5 to 43,200 seconds. Default: the queue's own visibility timeout.</value>
    [Range(5, 43_200)]
    public int? VisibilityTimeoutSeconds { get; set; }

    /// <inheritdoc cref="ActivityOptions.HeartbeatSeconds"/>
    [Range(3, 99_999_999)]
    public int? HeartbeatSeconds { get; set; }

    /// <inheritdoc cref="ActivityOptions.MaxDurationSeconds"/>
    [Range(1, 99_999_999)]
    public int? MaxDurationSeconds { get; set; }

    /// <inheritdoc cref="ActivityOptions.Idempotency"/>
    public bool Idempotency { get; set; }
}
