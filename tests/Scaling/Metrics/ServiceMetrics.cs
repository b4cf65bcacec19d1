using Scaling.Fleet;
using Scaling.Policy;

namespace Scaling.Metrics;

/// <summary>What CloudWatch knows of a service and its source, with the delays that each way there has.</summary>
internal sealed class ServiceMetrics(ScalingSettings settings, ServiceSettings service)
{
    // The worker's metrics go through its collector and a log group; Container Insights, without which no backlog can be divided, gathers first.
    private const int WorkerDelay = 60;
    private const int InsightsDelay = 120;

    private readonly List<double> _saturations = [];
    private int _jobsEnded;

    /// <summary>The mean share of used slots of the tasks that run; none while none runs.</summary>
    public MinuteMetric Saturation { get; } = new(WorkerDelay);

    /// <summary>The peak of slots used, jobs that came and went included; none while no task runs.</summary>
    public MinuteMetric Busy { get; } = new(WorkerDelay);

    /// <summary>Jobs per slot, as the backlog policy counts them.</summary>
    public MinuteMetric BacklogPerSlot { get; } = new(InsightsDelay);

    /// <summary>Jobs that wait (queue), or were scheduled in the minute (activity), while no task is wanted; else 0.</summary>
    public MinuteMetric WaitingAtZero { get; } = new(InsightsDelay);

    /// <summary>Takes the workers' sample, which they export every 15 s.</summary>
    public void Sample(WorkerFleet fleet) => _saturations.AddRange(fleet.Saturations());

    /// <summary>Counts a job that ended.</summary>
    public void JobEnded() => _jobsEnded++;

    /// <summary>Ends a minute.</summary>
    public void EndMinute(WorkerFleet fleet, int desired, int scheduledInMinute)
    {
        var saturation = _saturations.Count > 0 ? _saturations.Average() : (double?)null;
        Saturation.Add(saturation);
        Busy.Add(_saturations.Count > 0 ? _saturations.Max() + _jobsEnded : null);
        _saturations.Clear();
        _jobsEnded = 0;

        var tasks = settings.BacklogPer == BacklogPer.RunningTask ? fleet.Running : desired;
        var jobs = fleet.Waiting + (settings.CountsInFlight ? fleet.InFlight : 0);
        BacklogPerSlot.Add((double)jobs / (Math.Max(tasks, 1) * service.Slots));
        WaitingAtZero.Add(
            desired > 0 ? 0
            : service.HasQueue ? fleet.Waiting
            : scheduledInMinute
        );
    }
}
