namespace Workers.Hosting;

/// <summary>The error names under which the runtime itself fails a job. A Retry or Catch can match on them.</summary>
public static class WorkerErrors
{
    /// <summary>The input is not JSON, or does not fit the handler's input type; the cause names the place. Trying again does not help.</summary>
    public const string InvalidInput = "Worker.InvalidInput";

    /// <summary>The output cannot be serialized, or Step Functions refuses it; the cause tells why. Trying again does not help.</summary>
    public const string InvalidOutput = "Worker.InvalidOutput";

    /// <summary>The output has more than 262,144 bytes, Step Functions' limit (with payloads, more than <c>Payloads:MaxBytes</c>); the cause tells its size. Trying again does not help.</summary>
    public const string OutputTooLarge = "Worker.OutputTooLarge";

    /// <summary>
    /// What an earlier attempt saved does not fit the type that the handler loads; the cause names the place. Trying again does not help.
    /// </summary>
    public const string InvalidCheckpoint = "Worker.InvalidCheckpoint";

    /// <summary>
    /// Another job came under the same idempotency key with another input; the cause tells what to add to the envelope. Trying again does not
    /// help.
    /// </summary>
    public const string IdempotencyConflict = "Worker.IdempotencyConflict";

    /// <summary>A payload that the input refers to is not in the store: it has expired or was removed. Trying again does not help.</summary>
    public const string PayloadMissing = "Worker.PayloadMissing";

    /// <summary>A payload has another length or SHA-256 than its reference tells, or is not JSON. Trying again does not help.</summary>
    public const string PayloadCorrupt = "Worker.PayloadCorrupt";

    /// <summary>The payloads that the input refers to are larger than <c>Payloads:MaxBytes</c>. Trying again does not help.</summary>
    public const string PayloadTooLarge = "Worker.PayloadTooLarge";

    /// <summary>
    /// The payload store refused to be read or written for three minutes, for example for want of a permission; the cause tells why. Retry it.
    /// </summary>
    public const string PayloadUnavailable = "Worker.PayloadUnavailable";

    /// <summary>The job was done, but its result could not be written where it belongs; the cause tells why. Only workers that run once have it.</summary>
    public const string ResultNotKept = "Worker.ResultNotKept";

    /// <summary>
    /// The worker stopped before the job was done. Retry it, apart from the attempts that are counted against the job itself.
    /// </summary>
    public const string Shutdown = "Worker.Shutdown";

    /// <summary>
    /// The message that carried the job was moved to a dead-letter queue: every worker that received it ended before the job did. The cause
    /// names the message.
    /// </summary>
    public const string DeadLettered = "Worker.DeadLettered";
}
