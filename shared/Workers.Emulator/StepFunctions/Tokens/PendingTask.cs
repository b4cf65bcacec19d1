namespace Workers.Emulator.StepFunctions;

/// <summary>A task that an execution waits for, known by its token until it is closed: once, by whoever comes first.</summary>
internal sealed class PendingTask(TaskRegistry registry, ExecutionLoop loop, TaskCounters counters, string token, TaskLimits limits)
    : IDisposable
{
    // Not asynchronous: the continuation must run within the loop, in the loop's order.
    private readonly TaskCompletionSource<TaskOutcome> _outcome = new();
    private Alarm? _timeout;
    private Alarm? _heartbeat;
    private bool _isClosed;

    public string Token { get; } = token;

    public TaskCounters Counters { get; } = counters;

    /// <summary>The activity that is to hand the task out; null for a callback.</summary>
    public Activity? Activity { get; init; }

    /// <summary>What the activity's worker gets.</summary>
    public byte[]? Input { get; init; }

    /// <summary>Where the task waits for a worker; null when it does not. Belongs to the activity.</summary>
    public LinkedListNode<PendingTask>? Place { get; set; }

    /// <summary>Whether somebody has closed the task.</summary>
    public bool IsClosed
    {
        get => Volatile.Read(ref _isClosed);
        set => Volatile.Write(ref _isClosed, value);
    }

    public DateTimeOffset Scheduled { get; } = registry.TimeProvider.GetUtcNow();

    /// <summary>How the task ended. Completes within the execution's loop.</summary>
    public Task<TaskOutcome> Outcome => _outcome.Task;

    /// <summary>Runs within the loop when a worker has taken the task, with the worker's name.</summary>
    public Action<string?>? OnTaken { get; init; }

    /// <summary>A worker has taken the task: its clocks start.</summary>
    public void Take(string? workerName)
    {
        Counters.CountStart(registry.TimeProvider.GetUtcNow() - Scheduled);
        loop.Enqueue(
            static pair =>
            {
                var (task, name) = pair;
                if (!task.Outcome.IsCompleted)
                {
                    task.OnTaken?.Invoke(name);
                    task.StartClocks();
                }
            },
            Tuple.Create(this, workerName)
        );
    }

    /// <summary>Starts the clocks of the whole work and of its signs of life. Within the loop.</summary>
    public void StartClocks()
    {
        if (limits.TimeoutSeconds is { } timeout)
        {
            _timeout = new Alarm(registry.TimeProvider, TimeSpan.FromSeconds(timeout), Expire);
        }

        if (limits.HeartbeatSeconds is { } heartbeat)
        {
            _heartbeat = new Alarm(registry.TimeProvider, TimeSpan.FromSeconds(heartbeat), Expire);
        }
    }

    /// <summary>A sign of life.</summary>
    public void Beat()
    {
        if (limits.HeartbeatSeconds is { } heartbeat)
        {
            _heartbeat?.Restart(TimeSpan.FromSeconds(heartbeat));
        }
    }

    /// <summary>Tells the execution how the task ended. Only whoever took the task out of the registry may call it.</summary>
    public void Complete(TaskOutcome outcome)
    {
        switch (outcome)
        {
            case TaskOutcome.Succeeded:
                Counters.Succeeded.Increment();
                break;
            case TaskOutcome.Failed:
                Counters.Failed.Increment();
                break;
            case TaskOutcome.TimedOut:
                Counters.TimedOut.Increment();
                break;
        }

        loop.Enqueue(
            static pair =>
            {
                var (task, result) = pair;
                task.Dispose();
                task._outcome.TrySetResult(result);
            },
            Tuple.Create(this, outcome)
        );
    }

    /// <summary>Ends the wait. Within the loop.</summary>
    public void Stop()
    {
        if (registry.TryRemove(this))
        {
            Counters.Aborted.Increment();
            Dispose();
            _outcome.TrySetResult(TaskOutcome.Stopped.Instance);
        }
    }

    /// <summary>Stops the clocks.</summary>
    public void Dispose()
    {
        _timeout?.Dispose();
        _heartbeat?.Dispose();
    }

    private void Expire()
    {
        if (registry.TryRemove(this))
        {
            Complete(new TaskOutcome.TimedOut());
        }
    }
}

/// <summary>The seconds that a task may take; null where there is no limit but Step Functions' own.</summary>
internal readonly record struct TaskLimits(long? TimeoutSeconds, long? HeartbeatSeconds);
