namespace Scaling.Fleet;

/// <summary>A task on Fargate: it starts, runs, and stops in its budget.</summary>
/// <param name="readyAt">When its worker is ready, in seconds.</param>
internal sealed class WorkerTask(int readyAt)
{
    private readonly List<(Job Job, int EndsAt)> _jobs = [];

    /// <summary>Jobs that it runs.</summary>
    public int Used => _jobs.Count;

    /// <summary>When a stop ends it, in seconds; none without a stop.</summary>
    public int? EndsAt { get; set; }

    /// <summary>Whether its worker works, a stopping one included.</summary>
    public bool IsUp(int now) => now >= readyAt;

    /// <summary>Whether it takes jobs.</summary>
    public bool Takes(int now) => IsUp(now) && EndsAt is null;

    /// <summary>Whether its stop is over.</summary>
    public bool HasEnded(int now) => EndsAt is { } end && (end <= now || Used == 0);

    /// <summary>Begins a job.</summary>
    public void Begin(Job job, int now) => _jobs.Add((job, now + job.Seconds));

    /// <summary>Takes out the jobs that are done by now, and at the end of a stop all others, which are not done.</summary>
    public List<(Job Job, bool IsDone)> Leave(int now)
    {
        var isOver = EndsAt <= now;
        var left = _jobs.Where(run => isOver || run.EndsAt <= now).Select(run => (run.Job, run.EndsAt <= now)).ToList();
        if (left.Count > 0)
        {
            _ = _jobs.RemoveAll(run => isOver || run.EndsAt <= now);
        }

        return left;
    }
}
