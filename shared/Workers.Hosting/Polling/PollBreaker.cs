using System.Collections.Concurrent;
using Workers.Hosting.Leases;

namespace Workers.Hosting.Polling;

/// <summary>
/// Holds back the polls of the sources whose jobs call one target, while their calls do not get through. Open polls and running jobs are left
/// alone.
/// </summary>
/// <param name="limit">For how long nothing gets through until polls are held back.</param>
/// <param name="clock">The worker's clock.</param>
/// <param name="opened">Told of the last failure when polls are held back.</param>
/// <param name="closed">Told how long it took when they are let go.</param>
internal sealed class PollBreaker(TimeSpan limit, WorkerClock clock, Action<string> opened, Action<TimeSpan> closed)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, bool> _sources = new(StringComparer.Ordinal);
    private readonly PollCircuit _circuit = new(limit);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>A call was answered for good, whatever the answer was.</summary>
    /// <param name="source">The job's source.</param>
    /// <param name="wasTroubled">Whether an earlier attempt had failed.</param>
    public void Answered(string source, bool wasTroubled)
    {
        _sources.TryAdd(source, true);
        TimeSpan? since;
        lock (_gate)
        {
            since = _circuit.FailingSince;
            if (!_circuit.Answered(wasTroubled))
            {
                return;
            }
        }

        closed(clock.Now - since!.Value);
        Signal();
    }

    /// <summary>An attempt failed, and is made again unless <see cref="GivenUp"/> says otherwise.</summary>
    /// <param name="source">The job's source.</param>
    /// <param name="isFirst">Whether it was the call's first attempt.</param>
    /// <param name="started">When the attempt began.</param>
    /// <param name="reason">Why it failed.</param>
    public void Failed(string source, bool isFirst, TimeSpan started, string reason)
    {
        _sources.TryAdd(source, true);
        lock (_gate)
        {
            if (!_circuit.Failed(isFirst, started, clock.Now, reason.TrimEnd('.')))
            {
                return;
            }
        }

        opened(reason.TrimEnd('.'));
    }

    /// <summary>A call that has failed is not tried any more.</summary>
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
            opened(reason);
        }

        // It may have been the last that would have shown a recovery.
        Signal();
    }

    /// <inheritdoc cref="IPollBrake.Hold"/>
    public Task? Hold(string source, ref int slots)
    {
        lock (_gate)
        {
            if (!_circuit.IsOpen || !_sources.ContainsKey(source))
            {
                return null;
            }

            if (!_circuit.TryPoll(clock.Now, out var askAgain))
            {
                return askAgain == TimeSpan.MaxValue ? _changed.Task : _changed.Task.WaitAsync(clock.Until(askAgain), clock.Time);
            }
        }

        // One job is enough to try with.
        slots = 1;
        return null;
    }

    /// <summary>
    /// For how long nothing has got through, and what the last failure said; <see langword="null"/> while polls are not held back, or one is let
    /// through to try with and nothing has failed for as long.
    /// </summary>
    public (TimeSpan For, string Reason)? Outage(string source)
    {
        lock (_gate)
        {
            return _circuit.IsFailing(clock.Now) && _sources.ContainsKey(source)
                ? (clock.Now - _circuit.FailingSince!.Value, _circuit.Reason)
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

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
