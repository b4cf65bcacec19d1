using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Results;
using Workers.Hosting.Settings;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Idempotency;

/// <summary>
/// Stops the polls of idempotent sources while the record store cannot be asked: what they would bring could not be begun here, and perhaps
/// elsewhere. Jobs that wait for the store keep their leases and ask again; open polls are left alone.
/// </summary>
internal sealed partial class ClaimBreaker(WorkerSettings settings, IRecordStore store, WorkerClock clock, ILogger<ClaimBreaker> logger)
    : IPollBrake
{
    // A store may fail over, or a file be locked, for a moment; whoever is paged for the worker should not be for that.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, bool> _uses = new(StringComparer.Ordinal);
    private readonly ReportCircuit _circuit = new(Limit);
    private readonly string _store = NameOf(settings.Store, store);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>The store answered a job's question.</summary>
    /// <param name="source">The job's source.</param>
    /// <param name="wasTroubled">Whether an earlier attempt of the job had failed.</param>
    public void Answered(string source, bool wasTroubled)
    {
        _uses.TryAdd(source, true);
        TimeSpan? since;
        lock (_gate)
        {
            since = _circuit.FailingSince;
            if (!_circuit.Answered(wasTroubled))
            {
                return;
            }
        }

        LogClosed(_store, (clock.Now - since!.Value).TotalSeconds);
        Signal();
    }

    /// <summary>The store could not be asked; the job asks again unless <see cref="GivenUp"/> says otherwise.</summary>
    /// <param name="source">The job's source.</param>
    /// <param name="isFirst">Whether it was the job's first attempt.</param>
    /// <param name="started">When the attempt began.</param>
    /// <param name="reason">Why it failed.</param>
    public void Failed(string source, bool isFirst, TimeSpan started, string reason)
    {
        _uses.TryAdd(source, true);
        lock (_gate)
        {
            if (!_circuit.Failed(isFirst, started, clock.Now, reason.TrimEnd('.')))
            {
                return;
            }
        }

        LogOpened(_store, Limit.TotalSeconds, reason.TrimEnd('.'));
    }

    /// <summary>A job that could not ask does not wait any more.</summary>
    public void GivenUp()
    {
        bool isOpened;
        string reason;
        lock (_gate)
        {
            isOpened = _circuit.GivenUp(clock.Now);
            reason = _circuit.Reason;
        }

        if (isOpened)
        {
            LogOpened(_store, Limit.TotalSeconds, reason);
        }

        // It may have been the last that would have shown a recovery.
        Signal();
    }

    public Task? Hold(string source, ref int slots)
    {
        lock (_gate)
        {
            if (!_circuit.IsOpen || !_uses.ContainsKey(source))
            {
                return null;
            }

            var now = clock.Now;
            if (!_circuit.TryPoll(now, out var askAgain))
            {
                return askAgain == TimeSpan.MaxValue ? _changed.Task : _changed.Task.WaitAsync(askAgain - now, clock.Time);
            }
        }

        // One job is enough to try with.
        slots = 1;
        return null;
    }

    public string? Problem(string source)
    {
        lock (_gate)
        {
            return _circuit.IsOpen && _uses.ContainsKey(source)
                ? $"{_store} could not be asked for {(clock.Now - _circuit.FailingSince!.Value).TotalSeconds:0} s whether jobs were done before, so none "
                    + $"is begun and no new ones are taken (last error: {_circuit.Reason})"
                : null;
        }
    }

    private void Signal()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    private static string NameOf(StoreOptions? options, IRecordStore store) =>
        options?.Kind switch
        {
            StoreKind.Sqlite => $"the record store (SQLite, {options.Path})",
            StoreKind.DynamoDb => $"the record store (DynamoDB, table {options.Table})",
            _ => $"the record store ({store.GetType().Name})",
        };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(
        LogLevel.Error,
        "{Store} could not be asked for {Seconds} s whether jobs were done before: idempotent sources take no new jobs until it answers. Last error: {Reason}"
    )]
    private partial void LogOpened(string store, double seconds, string reason);

    [LoggerMessage(LogLevel.Information, "{Store} answers again, after {Seconds:0} s: jobs are taken again")]
    private partial void LogClosed(string store, double seconds);
}
