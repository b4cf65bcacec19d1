using LocalFleet.Statistics;

namespace LocalFleet.Display;

/// <summary>Where the run stands.</summary>
/// <param name="Total">All executions of the run.</param>
/// <param name="Running">Running.</param>
/// <param name="Succeeded">Succeeded.</param>
/// <param name="Failed">Ended otherwise.</param>
/// <param name="AppraisalsPerSecond">What ActivityWorker does.</param>
/// <param name="LettersPerSecond">What CallbackWorker does.</param>
internal sealed record ProgressSnapshot(
    int Total,
    long Running,
    long Succeeded,
    long Failed,
    double AppraisalsPerSecond,
    double LettersPerSecond
)
{
    /// <summary>Not running any more.</summary>
    public long Ended => Succeeded + Failed;

    /// <summary>In few words, beside a bar.</summary>
    public string DescribeBriefly() =>
        FormattableString.Invariant(
            $"{Running:N0} running, {Succeeded:N0} succeeded, {Failed:N0} failed; appraisals {AppraisalsPerSecond:N0}/s, letters {LettersPerSecond:N0}/s"
        );

    /// <summary>In words.</summary>
    public string Describe() =>
        FormattableString.Invariant(
            $"running {Running:N0}, succeeded {Succeeded:N0}, failed {Failed:N0} of {Total:N0}; {FleetNames.ActivityWorker} {AppraisalsPerSecond:N0} jobs/s, {FleetNames.CallbackWorker} {LettersPerSecond:N0} jobs/s"
        );
}

/// <summary>Makes snapshots of readings; the rates are those of the last second or so.</summary>
internal sealed class ProgressMeter(int total, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private long _since = time.GetTimestamp();
    private long _appraisals;
    private long _letters;
    private double _appraisalsPerSecond;
    private double _lettersPerSecond;

    /// <summary>The snapshot for a reading.</summary>
    public ProgressSnapshot Read(EmulatorStatistics reading)
    {
        var elapsed = time.GetElapsedTime(_since);
        if (elapsed >= Window)
        {
            _appraisalsPerSecond = (reading.Activity.Reported - _appraisals) / elapsed.TotalSeconds;
            _lettersPerSecond = (reading.Letters.Reported - _letters) / elapsed.TotalSeconds;
            _appraisals = reading.Activity.Reported;
            _letters = reading.Letters.Reported;
            _since = time.GetTimestamp();
        }

        var machine = reading.Machine;
        return new ProgressSnapshot(
            total,
            machine.Running,
            machine.Succeeded,
            machine.Ended - machine.Succeeded,
            _appraisalsPerSecond,
            _lettersPerSecond
        );
    }
}
