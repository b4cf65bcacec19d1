using LocalFleet.Statistics;

namespace LocalFleet.Executions;

/// <summary>Watches the emulator's counters, a few times a second, until all executions have ended.</summary>
internal sealed class ExecutionWatch(Func<CancellationToken, Task<EmulatorStatistics>> statistics, TimeProvider time)
{
    /// <summary>How long nothing may happen until the rest counts as unfinished: longer than any lease of the run and any retry's pause.</summary>
    public static readonly TimeSpan Standstill = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan QueuesSettle = TimeSpan.FromSeconds(3);

    /// <summary>Waits.</summary>
    /// <param name="executions">How many there will be.</param>
    /// <param name="starting">Completes when all are started.</param>
    /// <param name="report">Takes every reading.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The last reading; some executions run still when nothing happened for <see cref="Standstill"/>.</returns>
    public async Task<EmulatorStatistics> UntilEndedAsync(
        int executions,
        Task starting,
        Action<EmulatorStatistics> report,
        CancellationToken cancellationToken
    )
    {
        var lastSeen = (0L, 0L);
        var lastChange = time.GetTimestamp();
        while (true)
        {
            if (starting.IsFaulted || starting.IsCanceled)
            {
                await starting;
            }

            var reading = await statistics(cancellationToken);
            report(reading);
            var machine = reading.Claims;
            if (starting.IsCompleted && machine.Ended >= executions)
            {
                return reading;
            }

            var seen = (machine.Running + machine.Ended, machine.Ended + reading.JobsDone);
            if (seen != lastSeen)
            {
                lastSeen = seen;
                lastChange = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(lastChange) > Standstill)
            {
                return reading;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>Workers delete messages after they reported: waits, but not for long, until the queues are empty.</summary>
    public async Task<EmulatorStatistics> UntilQueuesSettleAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var reading = await statistics(cancellationToken);
            if (reading.Messages == 0 || time.GetElapsedTime(start) > QueuesSettle)
            {
                return reading;
            }

            await Task.Delay(Interval / 5, time, cancellationToken);
        }
    }
}
