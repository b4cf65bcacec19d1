using System.Diagnostics;
using LocalFleet.Processes;
using LocalFleet.Statistics;

namespace LocalFleet.Failures;

/// <summary>Kills every worker once, as <c>kill -9</c> does, in the middle of its work; and one of the containers that run once.</summary>
internal sealed class FailureInjector(FleetProcesses processes, FailureLog failures, Action<string> note)
{
    private readonly HashSet<FleetPattern> _done = [];

    /// <summary>Kills whoever is at work by this reading.</summary>
    public void Read(EmulatorStatistics reading)
    {
        if (!failures.IsOn)
        {
            return;
        }

        Kill(FleetPattern.ActivityWorker, FleetNames.Workers.Activity, AtWork(reading, FleetNames.Activities.Appraise));
        Kill(FleetPattern.CallbackSqs, FleetNames.Workers.Callback, AtWork(reading.Queue(FleetNames.Queues.Letters)));
        Kill(FleetPattern.CallbackEventBridge, FleetNames.Workers.Desk, AtWork(reading.Queue(FleetNames.Queues.Desk)));
        Kill(FleetPattern.JobPoller, FleetNames.Workers.Job, AtWork(reading.Queue(FleetNames.Queues.Routes)));
        Kill(FleetPattern.Approval, FleetNames.Workers.Approval, AtWork(reading, FleetNames.Activities.Approve));
        Kill(FleetPattern.Push, FleetNames.Workers.Dispatch, AtWork(reading, FleetNames.Activities.Pay));
        KillContainer(reading);
    }

    // Once the first jobs are done, so that it has started, and while others are under way.
    private static bool AtWork(EmulatorStatistics reading, string activity)
    {
        var jobs = reading.Activity(activity);
        return jobs.Reported > 0 && jobs.Started > jobs.Reported + jobs.TimedOut + jobs.Aborted;
    }

    private static bool AtWork(QueueStatistics queue) => queue is { InFlight: > 0, Sent: > 1 };

    private void Kill(FleetPattern pattern, string worker, bool isAtWork)
    {
        if (isAtWork && _done.Add(pattern))
        {
            failures.Injected(pattern);
            note($"{worker} is killed amid its work");
            processes.KillWorker(worker);
        }
    }

    private void KillContainer(EmulatorStatistics reading)
    {
        if (
            reading.TaskProcesses.GetValueOrDefault(FleetNames.Machines.Ledger) is not [var id, ..]
            || _done.Contains(FleetPattern.Synchronous)
        )
        {
            return;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            _done.Add(FleetPattern.Synchronous);
            failures.Injected(FleetPattern.Synchronous);
            note($"A container of {FleetNames.Workers.RunOnce} is killed amid its work");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has ended in between; there will be others.
        }
    }
}
