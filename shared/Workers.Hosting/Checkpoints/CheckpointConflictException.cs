namespace Workers.Hosting;

/// <summary>
/// Another attempt of the same job has taken over its checkpoint: two were alive at once, and this is the older one. Its job is cancelled
/// (<see cref="JobCancelReason.Superseded"/>) and its result is not reported; the other attempt's is.
/// </summary>
public sealed class CheckpointConflictException : Exception
{
    internal CheckpointConflictException()
        : base("Another attempt of the job has taken over its checkpoint. This attempt is cancelled and its result is not reported.") { }
}
