using Scaling.Fleet;
using Scaling.Metrics;
using Scaling.Policy;
using Scaling.Workloads;

namespace Scaling;

/// <summary>Replays a workload against a policy, second by second, with the delays of metrics, alarms and Fargate. The same seed, the same day.</summary>
internal static class Simulation
{
    private const int SampleSeconds = 15;

    /// <summary>Runs it.</summary>
    public static Result Run(Workload workload, ScalingSettings settings, int seed = 1)
    {
        var service = workload.Service;
        var random = new Random(seed);
        var metrics = new ServiceMetrics(settings, service);
        var autoscaler = new Autoscaler(settings, service, metrics);
        var desired = service.MinTasks;
        var result = new Result(workload, settings);
        var fleet = new WorkerFleet(
            service,
            random,
            job =>
            {
                metrics.JobEnded();
                result.Ended(job, service);
            }
        );
        for (var now = 0; now < workload.Seconds; now++)
        {
            foreach (var job in workload.Arrivals(now, random))
            {
                fleet.Add(job);
                if (desired == 0 && service.IsWoken)
                {
                    desired = 1;
                    result.Scaled(now, 0, desired);
                }
            }

            fleet.Step(now, desired);
            metrics.Pass(now, fleet);
            if (now % SampleSeconds == 0)
            {
                metrics.Sample(fleet);
            }

            if (now % 60 == 59)
            {
                metrics.EndMinute(now, fleet, desired);
            }

            if (now % 60 == 30)
            {
                var next = autoscaler.Decide(now, desired);
                result.Scaled(now, desired, next);
                desired = next;
            }
        }

        result.End(fleet, autoscaler.Wakes);
        return result;
    }
}
