using System.Text.Json;
using DispatchWorker.Settings;
using DispatchWorker.Vault;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Stores;

namespace DispatchWorker.Pump;

/// <summary>
/// Keeps every hand-over going: looks at it when something is due, and reads the whole vault at the start and now and then, for what was left
/// behind by a crash or by another worker.
/// </summary>
internal sealed partial class HandoverPump(
    DispatchSettings settings,
    TokenVault vault,
    Wakeups wakeups,
    HandoverSteps steps,
    StoreGate gate,
    TimeProvider time,
    ILogger<HandoverPump> logger
) : BackgroundService
{
    private const int AtOnce = 64;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Stops in good order: what was begun is ended, what was not is left in the vault.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rescan = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow();
            if (rescan <= now)
            {
                rescan = now + settings.Callbacks.Rescan;
                await RescanAsync(stoppingToken);
            }

            var changed = wakeups.Changed;
            var due = wakeups.TakeDue(now, out var next);
            foreach (var id in due)
            {
                Launch(id, stoppingToken);
            }

            var until = next < rescan ? next.Value : rescan;

            // Waits count in whole milliseconds: rounded up, or the rest would be spun away.
            var wait = Math.Ceiling((until - time.GetUtcNow()).TotalMilliseconds);
            if (wait > 0)
            {
                await changed
                    .WaitAsync(TimeSpan.FromMilliseconds(wait), time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RescanAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var handover in vault.ListAsync(ComplainOnce, stoppingToken))
            {
                if (settings.Find(handover.Activity) is { } target)
                {
                    if (StepPlan.Wake(handover, target) is { } wake)
                    {
                        wakeups.Add(handover.Id, wake);
                    }
                }
                else if (handover.Stage is not HandoverStage.Done && _unknown.Add(handover.Activity))
                {
                    LogUnknown(handover.Activity);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start reads it again.
        }
        catch (Exception exception)
        {
            // Found out here, an outage costs no task an attempt.
            gate.Failed(exception);
            LogRescanFailed(exception);
        }
    }

    // What another version of the dispatcher wrote, for example. The exception's text may quote the record and is not logged.
    private void ComplainOnce(string id, JsonException exception)
    {
        if (_unreadable.Add(id))
        {
            LogUnreadable(id, exception.Path);
        }
    }

    private void Launch(string id, CancellationToken stoppingToken)
    {
        var task = Task.Run(() => RunAsync(id, stoppingToken), CancellationToken.None);
        lock (_gate)
        {
            _running.Add(task);
        }

        _ = task.ContinueWith(
            done =>
            {
                lock (_gate)
                {
                    _running.Remove(done);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    private async Task RunAsync(string id, CancellationToken stoppingToken)
    {
        try
        {
            await _slots.WaitAsync(stoppingToken);
            try
            {
                await steps.RunAsync(id, stoppingToken);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It is in the vault, and the next start goes on with it.
        }
        catch (Exception exception)
        {
            LogStepFailed(exception, id);
            wakeups.Add(id, time.GetUtcNow() + RetryPause);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The vault holds unfinished hand-overs of activity {Activity}, for which there is no section Dispatch:{Activity}; they wait until there is one"
    )]
    private partial void LogUnknown(string activity);

    [LoggerMessage(
        LogLevel.Error,
        "The vault's record {Id} cannot be read (at {JsonPath}) and is left alone; a dispatcher of another version may have written it"
    )]
    private partial void LogUnreadable(string id, string? jsonPath);

    [LoggerMessage(LogLevel.Error, "The vault could not be read; another attempt follows")]
    private partial void LogRescanFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "A step of hand-over {Id} failed; another attempt follows")]
    private partial void LogStepFailed(Exception exception, string id);
}
