using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobWorker.ReplyQueues;

/// <summary>Sweeps from time to time beside the worker's jobs, if it is to.</summary>
internal sealed partial class SweepService(ReplyQueueSweep sweep, SweepOptions options, TimeProvider time, ILogger<SweepService> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Prefix is null)
        {
            return;
        }

        // The workers of a fleet start together; they do not sweep together.
        var pause = options.Interval * Random.Shared.NextDouble();
        while (true)
        {
            await Task.Delay(pause, time, stoppingToken);
            try
            {
                await sweep.SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Tidying up never ends a worker that has jobs.
                LogFailed(exception.Message);
            }

            pause = options.Interval * (0.8 + (0.4 * Random.Shared.NextDouble()));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The reply queues could not be swept, another attempt follows; allow sqs:ListQueues: {Reason}")]
    private partial void LogFailed(string reason);
}
