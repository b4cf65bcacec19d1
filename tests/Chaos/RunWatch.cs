using LocalFleet.Statistics;

namespace Chaos;

/// <summary>Watches the emulator's counters, and tells now and then how far the run is.</summary>
internal sealed class RunWatch(Func<CancellationToken, Task<EmulatorStatistics>> statistics, Action<string> note, TimeProvider time)
{
    /// <summary>How long nothing may end until the rest counts as hanging: longer than any lease of the run and any retry's pause.</summary>
    public static readonly TimeSpan Standstill = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Telling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // Of messages that were reported and not deleted: longer than their visibility timeout.
    private static readonly TimeSpan QueuesSettle = TimeSpan.FromSeconds(30);

    /// <summary>How many executions have ended.</summary>
    public static long Ended(EmulatorStatistics reading) => reading.Executions.Values.Sum(machine => machine.Ended);

    /// <summary>Tells how far the work is while it is done.</summary>
    public async Task<T> WhileAsync<T>(Func<Task<T>> work, Func<(int Started, int Faults)> progress, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var working = work();
        while (await Task.WhenAny(working, Task.Delay(Telling, time, cancellationToken)) != working)
        {
            var ended = Ended(await statistics(cancellationToken));
            var (started, faults) = progress();
            note(
                FormattableString.Invariant(
                    $"{time.GetElapsedTime(start).TotalSeconds, 4:N0} s  {started, 6:N0} started, {ended, 6:N0} ended, {faults, 3} faults over"
                )
            );
        }

        return await working;
    }

    /// <summary>Waits until all executions have ended, or nothing happens any more.</summary>
    public async Task UntilAtRestAsync(int executions, CancellationToken cancellationToken)
    {
        var last = -1L;
        var lastChange = time.GetTimestamp();
        while (true)
        {
            var ended = Ended(await statistics(cancellationToken));
            if (ended >= executions || time.GetElapsedTime(lastChange) > Standstill)
            {
                return;
            }

            if (ended != last)
            {
                last = ended;
                lastChange = time.GetTimestamp();
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>Waits, but not for long, until the queues are empty.</summary>
    /// <returns>The last reading.</returns>
    public async Task<EmulatorStatistics> UntilQueuesAreEmptyAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var reading = await statistics(cancellationToken);
            if (reading.Messages == 0 || time.GetElapsedTime(start) > QueuesSettle)
            {
                return reading;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
