using Scaling.Policy;

namespace Scaling.Fleet;

/// <summary>The tasks of a service, the jobs that wait for them, and those that they run.</summary>
internal sealed class WorkerFleet(ServiceSettings service, Random random, Action<Job> onEnded)
{
    // From the decision to the first poll: provisioning, pulling, starting.
    private const int ShortestStart = 45;
    private const int LongestStart = 75;

    // What the runtime does with a message that it cannot read: back after 30 s to 15 min, dead after five receives.
    private const int FirstReturn = 30;
    private const int LastReturn = 900;
    private const int MaxReceives = 5;

    private readonly List<WorkerTask> _tasks = [];
    private readonly Queue<Job> _waiting = new();
    private readonly PriorityQueue<Job, int> _returning = new();
    private int _now;

    /// <summary>Jobs that wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Jobs that are worked on, and messages that are invisible until they come back.</summary>
    public int InFlight => _tasks.Sum(task => task.Used) + _returning.Count;

    /// <summary>Tasks that are up, those that stop included.</summary>
    public int Up => _tasks.Count(task => task.IsUp(_now));

    /// <summary>Tasks that are up and stay.</summary>
    public int Running => _tasks.Count(task => task.Takes(_now));

    /// <summary>How often jobs were handed out, anew after a stop included.</summary>
    public int Scheduled { get; private set; }

    /// <summary>How often jobs were taken.</summary>
    public int Started { get; private set; }

    /// <summary>Seconds of all tasks, from their start to their end.</summary>
    public long TaskSeconds { get; private set; }

    /// <summary>Jobs that a stop gave back, to be done anew.</summary>
    public int GivenBack { get; private set; }

    /// <summary>Jobs that were given up.</summary>
    public int DeadLettered { get; private set; }

    /// <summary>A job comes.</summary>
    public void Add(Job job)
    {
        Scheduled++;
        _waiting.Enqueue(job);
    }

    /// <summary>The share of used slots of each task that is up.</summary>
    public IEnumerable<double> Saturations() => _tasks.Where(task => task.IsUp(_now)).Select(task => (double)task.Used / service.Slots);

    /// <summary>One second passes, with so many tasks wanted.</summary>
    public void Step(int now, int desired)
    {
        _now = now;
        Resize(desired);
        foreach (var task in _tasks)
        {
            foreach (var (job, isDone) in task.Leave(now))
            {
                Leave(job, isDone);
            }
        }

        while (_returning.TryPeek(out _, out var at) && at <= now)
        {
            _waiting.Enqueue(_returning.Dequeue());
        }

        _ = _tasks.RemoveAll(task => task.HasEnded(now));
        Take();
        TaskSeconds += _tasks.Count;
    }

    private void Resize(int desired)
    {
        var staying = _tasks.Where(task => task.EndsAt is null).ToList();
        for (var missing = desired - staying.Count; missing > 0; missing--)
        {
            // The day begins with a service that runs.
            _tasks.Add(new WorkerTask(_now == 0 ? 0 : _now + random.Next(ShortestStart, LongestStart + 1)));
        }

        // Those that still start go first, then any: ECS does not know which one is idle.
        foreach (
            var task in staying
                .OrderBy(task => task.IsUp(_now))
                .ThenBy(_ => random.Next())
                .Take(Math.Max(0, staying.Count - desired))
                .ToList()
        )
        {
            task.EndsAt = _now + service.StopSeconds;
        }
    }

    private void Leave(Job job, bool isDone)
    {
        if (!isDone)
        {
            GivenBack++;
            Add(job);
        }
        else if (!job.IsPoison)
        {
            onEnded(job);
        }
        else if (job.Receives == MaxReceives)
        {
            DeadLettered++;
        }
        else
        {
            _returning.Enqueue(job, _now + Math.Min(LastReturn, FirstReturn << (job.Receives - 1)));
        }
    }

    private void Take()
    {
        foreach (var task in _tasks.Where(task => task.Takes(_now)))
        {
            while (task.Used < service.Slots && _waiting.TryDequeue(out var job))
            {
                Started++;
                job.Receives++;
                job.Started ??= _now;
                task.Begin(job, _now);
            }
        }
    }
}
