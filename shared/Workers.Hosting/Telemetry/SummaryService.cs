using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Telemetry;

/// <summary>The worker's last words, once everything else has ended: what became of results, and what was called.</summary>
internal sealed partial class SummaryService(IServiceProvider services, WorkerTelemetry telemetry, ILogger<SummaryService> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (var tally in telemetry.Tallies().Where(tally => !tally.IsEmpty))
        {
            LogResults(tally.Name, tally.Summary());
        }

        if (WorkerServices.ClientsInUse(services)?.Calls is { Count: > 0 } calls)
        {
            var often = calls.OrderByDescending(call => call.Value).ThenBy(call => call.Key, StringComparer.Ordinal);
            LogCalls(string.Join(", ", often.Select(call => $"{call.Key} {call.Value}")));
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "{Source}: {Results}")]
    private partial void LogResults(string source, string results);

    [LoggerMessage(LogLevel.Information, "Calls to AWS: {Calls}")]
    private partial void LogCalls(string calls);
}
