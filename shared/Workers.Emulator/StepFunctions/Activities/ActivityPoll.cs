namespace Workers.Emulator.StepFunctions;

/// <summary>One GetActivityTask that waits for a task, for a minute at most.</summary>
internal sealed class ActivityPoll(Activity activity, string? workerName, LostPolls lostPolls)
{
    /// <summary>How long a poll is held.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<PendingTask?> _assigned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;

    /// <summary>Where the poll waits; null when it does not. Belongs to the activity.</summary>
    public LinkedListNode<ActivityPoll>? Place { get; set; }

    /// <summary>Assigns a task, or none when the poll is to end empty.</summary>
    /// <returns>False when the poll has ended already.</returns>
    public bool TryAssign(PendingTask? task)
    {
        if (!_assigned.TrySetResult(task))
        {
            return false;
        }

        _timer?.Dispose();
        if (lostPolls == LostPolls.Lossy)
        {
            task?.Take(workerName);
        }

        return true;
    }

    /// <summary>Waits for a task.</summary>
    /// <param name="timeProvider">The clock of the minute.</param>
    /// <param name="aborted">Cancelled when the worker has gone away.</param>
    /// <returns>The task, started; null when the minute passed without one.</returns>
    public async Task<PendingTask?> WaitAsync(TimeProvider timeProvider, CancellationToken aborted)
    {
        if (!_assigned.Task.IsCompleted)
        {
            _timer = timeProvider.CreateTimer(static state => ((ActivityPoll)state!).Expire(), this, Longest, Timeout.InfiniteTimeSpan);
            if (_assigned.Task.IsCompleted)
            {
                await _timer.DisposeAsync();
            }
        }

        if (lostPolls == LostPolls.Lossy)
        {
            // The poll stays queued when its worker goes away, as AWS's does: a task that it gets is lost until it times out.
            return await _assigned.Task.WaitAsync(aborted);
        }

        await using var withdrawal = aborted.UnsafeRegister(static state => ((ActivityPoll)state!).Expire(), this);
        var task = await _assigned.Task;
        if (task is not null && aborted.IsCancellationRequested)
        {
            activity.Return(task);
        }

        aborted.ThrowIfCancellationRequested();
        task?.Take(workerName);
        return task;
    }

    private void Expire()
    {
        activity.Leave(this);
        TryAssign(null);
    }
}
