namespace ApprovalWorker.Scheduling;

/// <summary>Wakes the sweep when there is something new for it.</summary>
internal sealed class SweepSignal
{
    private TaskCompletionSource _next = Fresh();

    /// <summary>Completes with the next <see cref="Wake"/>. Take it before looking at what there is to do.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>There is something new.</summary>
    public void Wake() => Interlocked.Exchange(ref _next, Fresh()).SetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
