using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>One activity: the tasks that wait for a worker and the workers that wait for a task, each first come, first served.</summary>
internal sealed class Activity(string name, string arn, DateTimeOffset created, TaskCounters counters)
{
    /// <summary>How many polls may be open at a time.</summary>
    public const int PollLimit = 1_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<PendingTask> _tasks = [];
    private readonly LinkedList<ActivityPoll> _polls = [];

    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public DateTimeOffset Created { get; } = created;

    public TaskCounters Counters { get; } = counters;

    public TagSet Tags { get; } = SfnTags.Create();

    public bool IsDeleted { get; private set; }

    /// <summary>Hands the task to the poll that waits longest, or keeps it for the next one.</summary>
    public void Schedule(PendingTask task)
    {
        lock (_gate)
        {
            if (!task.IsClosed && !TryHandOut(task))
            {
                task.Place = _tasks.AddLast(task);
            }
        }
    }

    /// <summary>Puts a task back that never reached its worker.</summary>
    public void Return(PendingTask task)
    {
        lock (_gate)
        {
            if (!task.IsClosed && !TryHandOut(task))
            {
                task.Place = _tasks.AddFirst(task);
            }
        }
    }

    /// <summary>Drops a task that was closed before a worker took it.</summary>
    public void Forget(PendingTask task)
    {
        lock (_gate)
        {
            if (task.Place is { } place)
            {
                _tasks.Remove(place);
                task.Place = null;
            }
        }
    }

    /// <summary>Takes the task that waits longest, or queues the poll.</summary>
    /// <exception cref="Protocol.AwsErrorException">ActivityDoesNotExist or ActivityWorkerLimitExceeded.</exception>
    public void Poll(ActivityPoll poll)
    {
        lock (_gate)
        {
            if (IsDeleted)
            {
                throw SfnErrors.ActivityDoesNotExist(Arn);
            }

            if (_tasks.First is { } first)
            {
                _tasks.RemoveFirst();
                first.Value.Place = null;
                poll.TryAssign(first.Value);
                return;
            }

            if (_polls.Count >= PollLimit)
            {
                throw SfnErrors.ActivityWorkerLimitExceeded(Arn);
            }

            poll.Place = _polls.AddLast(poll);
        }
    }

    /// <summary>Takes a poll out that no longer waits.</summary>
    public void Leave(ActivityPoll poll)
    {
        lock (_gate)
        {
            if (poll.Place is { } place)
            {
                _polls.Remove(place);
                poll.Place = null;
            }
        }
    }

    /// <summary>Answers all open polls without a task, and takes no more.</summary>
    public void Delete()
    {
        lock (_gate)
        {
            IsDeleted = true;
            foreach (var poll in _polls)
            {
                poll.Place = null;
                poll.TryAssign(null);
            }

            _polls.Clear();
        }
    }

    private bool TryHandOut(PendingTask task)
    {
        while (_polls.First is { } first)
        {
            _polls.RemoveFirst();
            first.Value.Place = null;
            if (first.Value.TryAssign(task))
            {
                return true;
            }
        }

        return false;
    }
}
