using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Stores;

/// <summary>
/// Holds back the polls of a worker that cannot keep what they would bring while its record store is down: such a job is safest where it is.
/// A write that failed shuts it, and the first probe that is written opens it again. Register it in
/// <see cref="WorkerHostBuilder.Services"/> as a singleton, and as the <see cref="IPollGate"/>.
/// </summary>
public sealed partial class StoreGate : IPollGate, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    private readonly IRecordStore _records;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ended;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _opening;
    private string? _problem;

    /// <summary>Creates the gate, open.</summary>
    /// <param name="records">The store.</param>
    /// <param name="time">The time.</param>
    /// <param name="logger">Told when it shuts and when it opens.</param>
    public StoreGate(IRecordStore records, TimeProvider time, ILogger<StoreGate> logger)
    {
        _records = records;
        _time = time;
        _logger = logger;
        _ended = _end.Token;
    }

    /// <summary>A call of the store failed: no more polls until it takes a write, first tried after 1 s and then every 30 s at most.</summary>
    public void Failed(Exception exception)
    {
        var problem = $"the record store is down, so that no jobs are taken: {exception.Message}";
        TaskCompletionSource opening;
        lock (_gate)
        {
            _problem = problem;
            if (_opening is not null || _ended.IsCancellationRequested)
            {
                return;
            }

            opening = _opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        LogShut(problem);
        _ = ProbeAsync(opening);
    }

    /// <summary>Waits until the store takes writes again; not at all when it does, as far as is known.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask WaitAsync(CancellationToken cancellationToken) =>
        Opening() is { } opening ? WaitAsync(opening, cancellationToken) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WaitAsync(string source, CancellationToken cancellationToken) => WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public string? Problem(string source)
    {
        lock (_gate)
        {
            return _problem;
        }
    }

    /// <summary>Ends the probes. Whoever still waits then waits until it gives up.</summary>
    public void Dispose()
    {
        // A container disposes it once for each service that it is registered as.
        if (!_ended.IsCancellationRequested)
        {
            _end.Cancel();
            _end.Dispose();
        }
    }

    private Task? Opening()
    {
        lock (_gate)
        {
            return _opening?.Task;
        }
    }

    // Looks again now and then: a handler that waits here waits for time to pass, and a clock that skips must see that.
    private async ValueTask WaitAsync(Task? opening, CancellationToken cancellationToken)
    {
        for (; opening is not null; opening = Opening())
        {
            try
            {
                await opening.WaitAsync(LookAgain, _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Still shut, unless it was opened and shut again.
            }
        }
    }

    private async Task ProbeAsync(TaskCompletionSource opening)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await Task.Delay(pause, _time, _ended);

                // A write, not a read: a full disk or a read-only replica answers reads.
                var key = new RecordKey("store-probe", Guid.NewGuid().ToString("N"));
                await _records.TryPutAsync(key, "{}"u8.ToArray(), 0, _time.GetUtcNow() + LongestPause, _ended);
                await _records.TryDeleteAsync(key, null, _ended);
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Failed(exception);
                continue;
            }

            lock (_gate)
            {
                _problem = null;
                _opening = null;
            }

            LogOpened();
            opening.SetResult();
            return;
        }
    }

    [LoggerMessage(LogLevel.Error, "Nothing is polled for: {Problem}")]
    private partial void LogShut(string problem);

    [LoggerMessage(LogLevel.Information, "The record store answers again; jobs are polled for")]
    private partial void LogOpened();
}
