using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Results;

/// <summary>
/// Stops the polls of sources whose results do not get through: a job that is done but not reported is done again, and whoever waits for it
/// gets it no sooner. Open polls and running jobs are left alone.
/// </summary>
internal sealed partial class ReportBreaker(WorkerSettings settings, WorkerClock clock, ILogger<ReportBreaker> logger) : IPollBrake
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string Source, ReportTarget Target), bool> _uses = new();
    private readonly ReportCircuit[] _circuits =
    [
        .. Enum.GetValues<ReportTarget>().Select(_ => new ReportCircuit(TimeSpan.FromSeconds(settings.Reports.PausePollsAfterSeconds))),
    ];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>A report was accepted or refused: it got through.</summary>
    /// <param name="source">The job's source.</param>
    /// <param name="target">Where it was sent.</param>
    /// <param name="wasTroubled">Whether an earlier attempt had failed.</param>
    public void Answered(string source, ReportTarget target, bool wasTroubled)
    {
        Uses(source, target);
        var circuit = _circuits[(int)target];
        TimeSpan? since;
        lock (_gate)
        {
            since = circuit.FailingSince;
            if (!circuit.Answered(wasTroubled))
            {
                return;
            }
        }

        LogClosed(Name(target), (clock.Now - since!.Value).TotalSeconds);
        Signal();
    }

    /// <summary>An attempt to report failed, and is made again unless <see cref="GivenUp"/> says otherwise.</summary>
    /// <param name="source">The job's source.</param>
    /// <param name="target">Where it was sent.</param>
    /// <param name="isFirst">Whether it was the report's first attempt.</param>
    /// <param name="started">When the attempt began.</param>
    /// <param name="reason">Why it failed.</param>
    public void Failed(string source, ReportTarget target, bool isFirst, TimeSpan started, string reason)
    {
        Uses(source, target);
        var circuit = _circuits[(int)target];
        lock (_gate)
        {
            if (!circuit.Failed(isFirst, started, clock.Now, reason.TrimEnd('.')))
            {
                return;
            }
        }

        LogOpened(Name(target), settings.Reports.PausePollsAfterSeconds, reason.TrimEnd('.'));
    }

    /// <summary>A report that has failed is not tried any more.</summary>
    public void GivenUp(ReportTarget target)
    {
        bool isOpened;
        string reason;
        lock (_gate)
        {
            isOpened = _circuits[(int)target].GivenUp(clock.Now);
            reason = _circuits[(int)target].Reason;
        }

        if (isOpened)
        {
            LogOpened(Name(target), settings.Reports.PausePollsAfterSeconds, reason);
        }

        // It may have been the last that would have shown a recovery.
        Signal();
    }

    public Task? Hold(string source, ref int slots)
    {
        lock (_gate)
        {
            foreach (var target in Enum.GetValues<ReportTarget>())
            {
                var circuit = _circuits[(int)target];
                if (!circuit.IsOpen || !_uses.ContainsKey((source, target)))
                {
                    continue;
                }

                var now = clock.Now;
                if (!circuit.TryPoll(now, out var askAgain))
                {
                    return askAgain == TimeSpan.MaxValue ? _changed.Task : _changed.Task.WaitAsync(clock.Until(askAgain), clock.Time);
                }

                // One job is enough to try with.
                slots = 1;
            }
        }

        return null;
    }

    public string? Problem(string source)
    {
        lock (_gate)
        {
            foreach (var target in Enum.GetValues<ReportTarget>())
            {
                var circuit = _circuits[(int)target];
                if (circuit.IsOpen && _uses.ContainsKey((source, target)))
                {
                    var seconds = (clock.Now - circuit.FailingSince!.Value).TotalSeconds;
                    return $"no result got through to {Name(target)} for {seconds:0} s, so no new jobs are taken (last error: {circuit.Reason})";
                }
            }
        }

        return null;
    }

    private void Uses(string source, ReportTarget target) => _uses.TryAdd((source, target), true);

    private void Signal()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    private static string Name(ReportTarget target) => target is ReportTarget.StepFunctions ? "Step Functions" : "the reply queues";

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(
        LogLevel.Error,
        "No result got through to {Target} for {Seconds} s (Reports:PausePollsAfterSeconds): the sources that report there take no new jobs until one does. Last error: {Reason}"
    )]
    private partial void LogOpened(string target, int seconds, string reason);

    [LoggerMessage(LogLevel.Information, "Results get through to {Target} again, after {Seconds:0} s: jobs are taken again")]
    private partial void LogClosed(string target, double seconds);
}
