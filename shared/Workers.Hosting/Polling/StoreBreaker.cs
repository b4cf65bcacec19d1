using Microsoft.Extensions.Logging;
using Workers.Hosting.Leases;

namespace Workers.Hosting.Polling;

/// <summary>
/// Stops the polls of sources whose jobs need a store, while it does not answer: what they would bring could not be worked on here, and perhaps
/// elsewhere. Jobs that wait for the store keep their leases and ask again.
/// </summary>
internal abstract partial class StoreBreaker : IPollBrake
{
    // A store may fail over, or a file be locked, for a moment; whoever is paged for the worker should not be for that.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly string _store;
    private readonly string _lack;
    private readonly ILogger _logger;

    /// <param name="store">The store, for people.</param>
    /// <param name="lack">What it does not do: follows the time for which it does not.</param>
    /// <param name="sources">Whose polls stop, for people.</param>
    /// <param name="clock">The worker's clock.</param>
    /// <param name="logger">Where it logs.</param>
    protected StoreBreaker(string store, string lack, string sources, WorkerClock clock, ILogger logger)
    {
        _store = store;
        _lack = lack;
        _logger = logger;
        Store = new PollBreaker(
            Limit,
            clock,
            reason => LogOpened(_store, Limit.TotalSeconds, _lack, sources, reason),
            outage => LogClosed(_store, outage.TotalSeconds)
        );
    }

    /// <summary>Where the calls to the store are told of.</summary>
    public PollBreaker Store { get; }

    public Task? Hold(string source, ref int slots) => Store.Hold(source, ref slots);

    public string? Problem(string source) =>
        Store.Outage(source) is var (span, reason)
            ? $"{_store} could not be asked for {span.TotalSeconds:0} s {_lack}, so no new jobs are taken (last error: {reason})"
            : null;

    [LoggerMessage(
        LogLevel.Error,
        "{Store} could not be asked for {Seconds} s {Lack}: {Sources} take no new jobs until it answers. Last error: {Reason}"
    )]
    private partial void LogOpened(string store, double seconds, string lack, string sources, string reason);

    [LoggerMessage(LogLevel.Information, "{Store} answers again, after {Seconds:0} s: jobs are taken again")]
    private partial void LogClosed(string store, double seconds);
}
