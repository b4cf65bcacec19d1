using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>The settings of idempotency: section <c>Idempotency</c>. Read only by a worker that called <c>AddIdempotency</c>.</summary>
public sealed class IdempotencyOptions
{
    /// <summary>
    /// How long a stored result outlives its job: no shorter than the longest time between two deliveries of it, a message's stay in its queue
    /// included.
    /// </summary>
    /// <value>1 to 366 days (an execution lives for at most a year). Default: 14, as long as SQS keeps a message.</value>
    [Range(1, 366)]
    public int ExpiryDays { get; set; } = 14;

    /// <summary>
    /// How long the in-progress record of a worker that died keeps others from the job. It is renewed while the job runs, three times as often.
    /// A job whose lease (heartbeat or visibility timeout) is shorter has as much as its lease, at least 10 s.
    /// </summary>
    /// <value>10 to 3,600 seconds; well above the difference between the workers' clocks. Default: 60.</value>
    [Range(10, 3600)]
    public int InProgressSeconds { get; set; } = 60;
}
