using Workers.Hosting.Leases;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Shutdown;

/// <summary>How far the stop has come, for everybody who has to act on it, and the one budget that is spent stage by stage.</summary>
internal sealed class ShutdownState(WorkerSettings settings, WorkerClock clock) : IDisposable
{
    // What is kept back at the end for cancelling, returning and acknowledging; less of a small budget.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(15);

    // A collector that hangs delays the end by about 11 s.
    private static readonly TimeSpan TelemetryReserve = TimeSpan.FromSeconds(11);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _told = new();
    private readonly CancellationTokenSource _reportsEnd = new();

    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Completes with the next <see cref="Signal"/>.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Whether telemetry has to be flushed within the budget.</summary>
    public bool HasTelemetry { get; init; }

    public TimeSpan Budget { get; } = TimeSpan.FromSeconds(settings.Shutdown.BudgetSeconds);

    /// <summary>How long jobs may go on after the stop has begun, before they are cancelled.</summary>
    public TimeSpan JobTime => Budget - ForTelemetry - ForReturning;

    /// <summary>How long open polls are waited for after the stop has begun.</summary>
    public TimeSpan PollTime => Budget - ForTelemetry - (ForReturning / 3);

    /// <summary>Cancelled when the worker is asked to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled with <see cref="Stopping"/>, for handlers: what they do when they are told must not hold up the stop itself.</summary>
    public CancellationToken Told => _told.Token;

    /// <summary>Cancelled when reports and acknowledgements have had all the time there is.</summary>
    public CancellationToken ReportsEnd => _reportsEnd.Token;

    /// <summary>When running jobs are cancelled.</summary>
    public TimeSpan CancelAt { get; private set; } = TimeSpan.MaxValue;

    /// <summary>When jobs that did not react are returned without waiting for them.</summary>
    public TimeSpan AbandonAt { get; private set; } = TimeSpan.MaxValue;

    /// <summary>When the last acknowledgement must be out.</summary>
    public TimeSpan EndAt { get; private set; } = TimeSpan.MaxValue;

    /// <summary>When the budget is used up, telemetry included.</summary>
    public TimeSpan OverAt { get; private set; } = TimeSpan.MaxValue;

    private TimeSpan ForReturning => Least(Reserve, Budget / 4);

    private TimeSpan ForTelemetry => HasTelemetry ? Least(TelemetryReserve, Budget / 8) : TimeSpan.Zero;

    public async Task BeginAsync()
    {
        OverAt = clock.Now + Budget;
        EndAt = OverAt - ForTelemetry;
        AbandonAt = EndAt - (ForReturning / 3);
        CancelAt = EndAt - ForReturning;
        await _stopping.CancelAsync();
    }

    /// <summary>Tells the handlers. Lasts as long as they take to hear it, and fails as they do.</summary>
    public Task TellAsync() => _told.CancelAsync();

    /// <summary>A poll or a job is over: whoever waits for the last one looks again.</summary>
    public void Signal()
    {
        if (_stopping.IsCancellationRequested)
        {
            Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
        }
    }

    public Task EndReportsAsync() => _reportsEnd.CancelAsync();

    /// <summary>Whether a job that is about to start can be expected to end in time.</summary>
    public bool Fits(TimeSpan expected) => !_stopping.IsCancellationRequested || clock.Now + expected < CancelAt;

    public void Dispose()
    {
        _stopping.Dispose();
        _told.Dispose();
        _reportsEnd.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
