using Microsoft.Extensions.Logging;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Results;

/// <summary>
/// Stops the polls of sources whose results do not get through: a job that is done but not reported is done again, and whoever waits for it
/// gets it no sooner.
/// </summary>
internal sealed partial class ReportBreaker : IPollBrake
{
    private readonly PollBreaker[] _breakers;
    private readonly ILogger _logger;

    public ReportBreaker(WorkerSettings settings, WorkerClock clock, ILogger<ReportBreaker> logger)
    {
        _logger = logger;
        var seconds = settings.Reports.PausePollsAfterSeconds;
        _breakers =
        [
            .. Enum.GetValues<ReportTarget>()
                .Select(target => new PollBreaker(
                    TimeSpan.FromSeconds(seconds),
                    clock,
                    reason => LogOpened(Name(target), seconds, reason),
                    outage => LogClosed(Name(target), outage.TotalSeconds)
                )),
        ];
    }

    /// <summary>Where the reports to a target are told of: an accepted or refused one got through.</summary>
    public PollBreaker this[ReportTarget target] => _breakers[(int)target];

    public Task? Hold(string source, ref int slots)
    {
        foreach (var breaker in _breakers)
        {
            if (breaker.Hold(source, ref slots) is { } change)
            {
                return change;
            }
        }

        return null;
    }

    public string? Problem(string source)
    {
        foreach (var target in Enum.GetValues<ReportTarget>())
        {
            if (this[target].Outage(source) is var (span, reason))
            {
                return $"no result got through to {Name(target)} for {span.TotalSeconds:0} s, so no new jobs are taken (last error: {reason})";
            }
        }

        return null;
    }

    private static string Name(ReportTarget target) => target is ReportTarget.StepFunctions ? "Step Functions" : "the reply queues";

    [LoggerMessage(
        LogLevel.Error,
        "No result got through to {Target} for {Seconds} s (Reports:PausePollsAfterSeconds): the sources that report there take no new jobs until one does. Last error: {Reason}"
    )]
    private partial void LogOpened(string target, int seconds, string reason);

    [LoggerMessage(LogLevel.Information, "Results get through to {Target} again, after {Seconds:0} s: jobs are taken again")]
    private partial void LogClosed(string target, double seconds);
}
