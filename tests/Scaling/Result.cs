using Scaling.Fleet;
using Scaling.Policy;
using Scaling.Workloads;

namespace Scaling;

/// <summary>What a policy made of a workload.</summary>
/// <param name="workload">The workload.</param>
/// <param name="settings">The policy.</param>
internal sealed class Result(Workload workload, ScalingSettings settings)
{
    // A change back within this time is an oscillation.
    private const int Reversal = 1200;

    private readonly List<int> _waits = [];
    private (int At, int Direction) _last = (int.MinValue / 2, 0);

    /// <summary>The workload.</summary>
    public Workload Workload { get; } = workload;

    /// <summary>The policy.</summary>
    public ScalingSettings Settings { get; } = settings;

    /// <summary>Jobs that ended.</summary>
    public int Jobs => _waits.Count;

    /// <summary>How often tasks were added.</summary>
    public int ScaleOuts { get; private set; }

    /// <summary>How often tasks were taken away.</summary>
    public int ScaleIns { get; private set; }

    /// <summary>How often a change was followed by one the other way within 20 minutes.</summary>
    public int Reversals { get; private set; }

    /// <summary>The most tasks that were wanted.</summary>
    public int MostTasks { get; private set; } = workload.Service.MinTasks;

    /// <summary>Hours of tasks, their starts and stops included.</summary>
    public double TaskHours { get; private set; }

    /// <summary>Hours that tasks would take whose slots are all used all the time.</summary>
    public double LeastTaskHours { get; private set; }

    /// <summary>Jobs that a scale-in gave back.</summary>
    public int GivenBack { get; private set; }

    /// <summary>Jobs that were given up.</summary>
    public int DeadLettered { get; private set; }

    /// <summary>How often the alarm of a service at zero added a task.</summary>
    public int AlarmWakes { get; private set; }

    /// <summary>How long jobs waited, in seconds: the share that waited no longer.</summary>
    public int Waited(double share) => _waits.Count == 0 ? 0 : _waits[Math.Min(_waits.Count - 1, (int)(share * _waits.Count))];

    /// <summary>A job ended.</summary>
    public void Ended(Job job, ServiceSettings service)
    {
        _waits.Add(job.Started!.Value - job.Arrival);
        LeastTaskHours += job.Seconds / 3600.0 / service.Slots;
    }

    /// <summary>The number of tasks was decided.</summary>
    public void Scaled(int now, int before, int after)
    {
        MostTasks = Math.Max(MostTasks, after);
        var direction = Math.Sign(after - before);
        if (direction == 0)
        {
            return;
        }

        if (direction > 0)
        {
            ScaleOuts++;
        }
        else
        {
            ScaleIns++;
        }

        if (direction == -_last.Direction && now - _last.At < Reversal)
        {
            Reversals++;
        }

        _last = (now, direction);
    }

    /// <summary>The workload is over.</summary>
    public void End(WorkerFleet fleet, int alarmWakes)
    {
        AlarmWakes = alarmWakes;
        _waits.Sort();
        TaskHours = fleet.TaskSeconds / 3600.0;
        GivenBack = fleet.GivenBack;
        DeadLettered = fleet.DeadLettered;
    }
}
