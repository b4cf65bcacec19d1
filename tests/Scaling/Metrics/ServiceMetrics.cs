using Scaling.Fleet;
using Scaling.Policy;

namespace Scaling.Metrics;

/// <summary>What CloudWatch knows of a service and its source, with the delays that each way there has, and its silences.</summary>
internal sealed class ServiceMetrics(ScalingSettings settings, ServiceSettings service)
{
    // The worker's metrics go through its collector and a log group; Container Insights gathers first.
    private const int WorkerDelay = 60;
    private const int SourceDelay = 60;
    private const int InsightsDelay = 120;

    private readonly List<double> _saturations = [];
    private readonly QueueActivity _queue = new();
    private int _jobsEnded;
    private int _scheduled;
    private int _started;

    /// <summary>The mean share of used slots of the tasks that run; none while none runs.</summary>
    public MinuteMetric Saturation { get; } = new(WorkerDelay);

    /// <summary>The peak of slots used, jobs that came and went included; none while no task runs.</summary>
    public MinuteMetric Busy { get; } = new(WorkerDelay);

    /// <summary>Jobs per slot, as the backlog policy counts them; none while no task runs, since there is nothing to divide by.</summary>
    public MinuteMetric BacklogPerSlot { get; } = new(InsightsDelay);

    /// <summary>Tasks that are wanted; none while none runs.</summary>
    public MinuteMetric Desired { get; } = new(InsightsDelay);

    /// <summary>Messages that wait; none while the queue's metrics sleep.</summary>
    public MinuteMetric Visible { get; } = new(SourceDelay);

    /// <summary>Of an activity, nine tenths of what was scheduled in the minute less what was started; none where neither was.</summary>
    public MinuteMetric Unstarted { get; } = new(SourceDelay);

    /// <summary>A second passes.</summary>
    public void Pass(int now, WorkerFleet fleet) => _queue.Pass(now, fleet.Waiting > 0 || fleet.Running > 0);

    /// <summary>Takes the workers' sample, which they export every 15 s.</summary>
    public void Sample(WorkerFleet fleet) => _saturations.AddRange(fleet.Saturations());

    /// <summary>Counts a job that ended.</summary>
    public void JobEnded() => _jobsEnded++;

    /// <summary>Ends a minute.</summary>
    public void EndMinute(int now, WorkerFleet fleet, int desired)
    {
        var saturation = _saturations.Count > 0 ? _saturations.Average() : (double?)null;
        Saturation.Add(saturation);
        Busy.Add(_saturations.Count > 0 ? _saturations.Max() + _jobsEnded : null);
        _saturations.Clear();
        _jobsEnded = 0;

        var isCounted = fleet.Up > 0;
        Desired.Add(isCounted ? desired : null);

        var publishes = _queue.Publishes(now);
        Visible.Add(publishes ? fleet.Waiting : null);

        var tasks = settings.BacklogPer == BacklogPer.RunningTask ? fleet.Running : desired;
        var jobs = fleet.Waiting + (settings.CountsInFlight ? fleet.InFlight : 0);
        BacklogPerSlot.Add(isCounted && publishes ? (double)jobs / (Math.Max(tasks, 1) * service.Slots) : null);

        var unstarted = (0.9 * (fleet.Scheduled - _scheduled)) - (fleet.Started - _started);
        Unstarted.Add(unstarted == 0 ? null : unstarted);
        (_scheduled, _started) = (fleet.Scheduled, fleet.Started);
    }
}
