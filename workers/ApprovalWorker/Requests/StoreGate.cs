using Microsoft.Extensions.Logging;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace ApprovalWorker.Requests;

/// <summary>Holds the polls back while the store is down: a task that cannot be stored should stay where it is safe.</summary>
internal sealed partial class StoreGate(IRecordStore records, TimeProvider time, ILogger<StoreGate> logger) : IPollGate
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private volatile string? _problem;

    /// <summary>A write failed: no more polls until the store answers again.</summary>
    public void Failed(Exception exception) => _problem = $"the store is down, so that no requests are taken: {exception.Message}";

    /// <inheritdoc/>
    public string? Problem(string source) => _problem;

    /// <inheritdoc/>
    public ValueTask WaitAsync(string source, CancellationToken cancellationToken) =>
        _problem is null ? ValueTask.CompletedTask : new ValueTask(ProbeAsync(cancellationToken));

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        LogDown(_problem!);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, time, cancellationToken);
            try
            {
                // A write, not a read: a full disk or a read-only replica answers reads.
                var key = new RecordKey("approval-probe", Guid.NewGuid().ToString("N"));
                await records.TryPutAsync(key, "{}"u8.ToArray(), 0, time.GetUtcNow() + LongestPause, cancellationToken);
                await records.TryDeleteAsync(key, null, cancellationToken);
                _problem = null;
                LogUp();
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Failed(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "No requests are polled for: {Problem}")]
    private partial void LogDown(string problem);

    [LoggerMessage(LogLevel.Information, "The store answers again; requests are polled for")]
    private partial void LogUp();
}
