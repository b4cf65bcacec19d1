using LocalFleet.Statistics;

namespace LocalFleet.Display;

/// <summary>Where the run stands.</summary>
/// <param name="Total">All executions of the run.</param>
/// <param name="Running">Running.</param>
/// <param name="Succeeded">Succeeded.</param>
/// <param name="Failed">Ended otherwise.</param>
/// <param name="Jobs">Jobs that came to a result.</param>
/// <param name="JobsPerSecond">What the fleet does.</param>
internal sealed record ProgressSnapshot(int Total, long Running, long Succeeded, long Failed, long Jobs, double JobsPerSecond)
{
    /// <summary>Not running any more.</summary>
    public long Ended => Succeeded + Failed;

    /// <summary>In few words, beside a bar.</summary>
    public string DescribeBriefly() =>
        FormattableString.Invariant(
            $"{Running:N0} running, {Succeeded:N0} succeeded, {Failed:N0} failed; {Jobs:N0} jobs, {JobsPerSecond:N0}/s"
        );

    /// <summary>In words.</summary>
    public string Describe() =>
        FormattableString.Invariant(
            $"running {Running:N0}, succeeded {Succeeded:N0}, failed {Failed:N0} of {Total:N0}; {Jobs:N0} jobs, {JobsPerSecond:N0}/s"
        );
}

/// <summary>Makes snapshots of readings; the rate is that of the last second or so.</summary>
internal sealed class ProgressMeter(int total, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private long _since = time.GetTimestamp();
    private long _jobs;
    private double _jobsPerSecond;

    /// <summary>The snapshot for a reading.</summary>
    public ProgressSnapshot Read(EmulatorStatistics reading)
    {
        var elapsed = time.GetElapsedTime(_since);
        if (elapsed >= Window)
        {
            _jobsPerSecond = (reading.JobsDone - _jobs) / elapsed.TotalSeconds;
            _jobs = reading.JobsDone;
            _since = time.GetTimestamp();
        }

        var machine = reading.Claims;
        return new ProgressSnapshot(
            total,
            machine.Running,
            machine.Succeeded,
            machine.Ended - machine.Succeeded,
            reading.JobsDone,
            _jobsPerSecond
        );
    }
}
