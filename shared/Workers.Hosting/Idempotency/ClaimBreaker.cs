using Microsoft.Extensions.Logging;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Settings;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Idempotency;

/// <summary>
/// Stops the polls of idempotent sources while the record store cannot be asked: what they would bring could not be begun here, and perhaps
/// elsewhere. Jobs that wait for the store keep their leases and ask again.
/// </summary>
internal sealed partial class ClaimBreaker : IPollBrake
{
    // A store may fail over, or a file be locked, for a moment; whoever is paged for the worker should not be for that.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly string _store;
    private readonly ILogger _logger;

    public ClaimBreaker(WorkerSettings settings, IRecordStore store, WorkerClock clock, ILogger<ClaimBreaker> logger)
    {
        _store = NameOf(settings.Store, store);
        _logger = logger;
        Store = new PollBreaker(
            Limit,
            clock,
            reason => LogOpened(_store, Limit.TotalSeconds, reason),
            outage => LogClosed(_store, outage.TotalSeconds)
        );
    }

    /// <summary>Where the questions to the store are told of.</summary>
    public PollBreaker Store { get; }

    public Task? Hold(string source, ref int slots) => Store.Hold(source, ref slots);

    public string? Problem(string source) =>
        Store.Outage(source) is var (span, reason)
            ? $"{_store} could not be asked for {span.TotalSeconds:0} s whether jobs were done before, so none is begun and no new ones are taken "
                + $"(last error: {reason})"
            : null;

    private static string NameOf(StoreOptions? options, IRecordStore store) =>
        options?.Kind switch
        {
            StoreKind.Sqlite => $"the record store (SQLite, {options.Path})",
            StoreKind.DynamoDb => $"the record store (DynamoDB, table {options.Table})",
            _ => $"the record store ({store.GetType().Name})",
        };

    [LoggerMessage(
        LogLevel.Error,
        "{Store} could not be asked for {Seconds} s whether jobs were done before: idempotent sources take no new jobs until it answers. Last error: {Reason}"
    )]
    private partial void LogOpened(string store, double seconds, string reason);

    [LoggerMessage(LogLevel.Information, "{Store} answers again, after {Seconds:0} s: jobs are taken again")]
    private partial void LogClosed(string store, double seconds);
}
