using DispatchWorker.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Hosting.Stores;

namespace DispatchWorker.Nudges;

/// <summary>Polls each activity now and then without a nudge, for the tasks whose nudges were lost.</summary>
internal sealed partial class Sweep(
    DispatchSettings settings,
    TaskTaker taker,
    StoreGate gate,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<Sweep> logger
) : BackgroundService
{
    // An open poll is waited for at a stop: it lasts 60 s at most, and the transport gives up a little later.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(settings.Targets.Select(target => SweepAsync(target, lifetime.ApplicationStopping)));

    private async Task SweepAsync(DispatchTarget target, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await PollUntilEmptyAsync(target, stopping);
            await Task.Delay(target.Sweep, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PollUntilEmptyAsync(DispatchTarget target, CancellationToken stopping)
    {
        var taken = 0;
        try
        {
            while (await MayPollAsync(stopping) && await taker.TakeAsync(target, stopping))
            {
                taken++;
            }
        }
        catch (Exception exception)
        {
            // The sweep is the last net: it must outlive whatever happens in it.
            if (exception is AwsException)
            {
                LogFailed(target.Name, target.ActivityArn, exception.Message);
            }
            else
            {
                LogBroken(exception, target.Name);
            }
        }

        if (taken > 0)
        {
            LogSwept(target.Name, taken);
        }
    }

    private async Task<bool> MayPollAsync(CancellationToken stopping)
    {
        await gate.WaitAsync(stopping).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopping.IsCancellationRequested;
    }

    [LoggerMessage(LogLevel.Information, "{Activity}: the sweep found {Count} tasks; their nudges were late or lost")]
    private partial void LogSwept(string activity, int count);

    [LoggerMessage(LogLevel.Warning, "{Activity}: the sweep could not poll {ActivityArn}, the next one tries again: {Reason}")]
    private partial void LogFailed(string activity, string activityArn, string reason);

    [LoggerMessage(LogLevel.Error, "{Activity}: the sweep failed, the next one tries again")]
    private partial void LogBroken(Exception exception, string activity);
}
