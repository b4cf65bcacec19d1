using Microsoft.Extensions.Logging;
using Workers.Aws.StepFunctions;
using Workers.Hosting.Polling;

namespace Workers.Hosting.Leases;

/// <summary>
/// Keeps the leases of all running jobs: heartbeats for tasks, longer visibility for messages. One list and one timer for all of them;
/// a job that ends before its first beat costs neither a timer nor a call.
/// </summary>
internal sealed partial class LeaseKeeper : IDisposable
{
    // Timers wait 49.7 days at most, and a heartbeat timeout may last three years: a tick that comes too early does no harm.
    private static readonly TimeSpan LongestTick = TimeSpan.FromDays(1);

    private readonly IStepFunctionsTasks _tasks;
    private readonly VisibilityExtender _extender;
    private readonly WorkerClock _clock;
    private readonly Jitter _jitter;
    private readonly ILogger<LeaseKeeper> _logger;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly LeaseList _leases = new();
    private TimeSpan _armed = TimeSpan.MaxValue;

    public LeaseKeeper(IStepFunctionsTasks tasks, WorkerClock clock, Jitter jitter, ILogger<LeaseKeeper> logger)
    {
        _tasks = tasks;
        _clock = clock;
        _jitter = jitter;
        _logger = logger;
        _extender = new VisibilityExtender(clock, logger);
        _timer = clock.Time.CreateTimer(
            static keeper => ((LeaseKeeper)keeper!).Tick(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Starts to keep a lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="isAskedFor">Whether <see cref="AskAsync"/> follows, which is the first beat.</param>
    public void Add(Lease lease, bool isAskedFor = false)
    {
        lock (_gate)
        {
            lease.Beating = isAskedFor;
            if (lease.TaskToken is not null && lease.Heartbeat > TimeSpan.Zero)
            {
                // When it runs out is not counted from the age, which two clocks have told: a job is given up only when that is certain.
                lease.HeartbeatExpires = lease.Started + lease.Heartbeat;
                var first = _jitter.Around(lease.Heartbeat / 2) - lease.Age;
                lease.NextBeat = first > TimeSpan.Zero ? lease.Started + first : lease.Started;
            }

            if (lease.Queue is { } queue)
            {
                lease.VisibilityExpires = lease.Started + queue.Visibility;
                lease.NextExtension = lease.Started + (queue.Visibility / 2);
            }

            _leases.Add(lease);
            Arm(Due(lease));
        }
    }

    /// <summary>The job ended: no more beats.</summary>
    public void Remove(Lease lease)
    {
        lock (_gate)
        {
            _leases.Remove(lease);
        }
    }

    /// <summary>
    /// The message is about to be returned: it is not extended any more, and when this ends no extension is under way that could overtake its
    /// return.
    /// </summary>
    public async Task LetGoAsync(Lease lease, CancellationToken cancellationToken)
    {
        Task? extension;
        lock (_gate)
        {
            _leases.Remove(lease);
            extension = lease.Extension;
        }

        if (extension is not null)
        {
            await extension.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether the lease is lost. One that has run out is, even if the timer has not come to see it: the machine may have slept.</summary>
    public bool IsLost(Lease lease)
    {
        if (!lease.Lost && lease.Expires <= _clock.Now)
        {
            LoseExpired(lease, _clock.Now);
        }

        return lease.Lost;
    }

    /// <summary>Cancels every running job because the worker must end.</summary>
    /// <returns>How many.</returns>
    public int CancelAll()
    {
        var count = 0;
        foreach (var lease in Snapshot())
        {
            if (lease.Cancel(JobCancelReason.Shutdown) is { } callbacks)
            {
                count++;
                _ = ObserveAsync(callbacks, lease);
            }
        }

        return count;
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        List<Lease>? lost = null;
        List<Lease>? beats = null;
        List<VisibilityGroup>? queues = null;
        var now = _clock.Now;
        lock (_gate)
        {
            _armed = TimeSpan.MaxValue;
            for (var lease = _leases.First; lease is not null; lease = lease.Next)
            {
                if (lease.Expires <= now)
                {
                    (lost ??= []).Add(lease);
                    continue;
                }

                if (!lease.Beating && lease.NextBeat <= now)
                {
                    lease.Beating = true;
                    (beats ??= []).Add(lease);
                }

                if (lease.Extension is null && lease.NextExtension <= now && queues?.Contains(lease.Queue!) is not true)
                {
                    (queues ??= []).Add(lease.Queue!);
                }

                Arm(Due(lease));
            }
        }

        foreach (var lease in lost ?? [])
        {
            LoseExpired(lease, now);
        }

        foreach (var lease in beats ?? [])
        {
            _ = BeatAndRearmAsync(lease);
        }

        foreach (var queue in queues ?? [])
        {
            ExtendAll(queue, now);
        }
    }

    private void LoseExpired(Lease lease, TimeSpan now)
    {
        var beat = lease.HeartbeatExpires <= now;
        Lose(
            lease,
            beat ? JobCancelReason.TaskLost : JobCancelReason.MessageLost,
            beat ? "no heartbeat got through within HeartbeatSeconds" : "the visibility timeout ended before it could be extended",
            taskClosed: false
        );
    }

    /// <summary>Cancels a job that another attempt has taken over.</summary>
    public void Supersede(Lease lease, string why) => Lose(lease, JobCancelReason.Superseded, why, taskClosed: false);

    /// <summary>Cancels a job whose lease is known to be lost.</summary>
    public void Lose(Lease lease, JobCancelReason reason, string why, bool taskClosed)
    {
        Task? callbacks;
        lock (_gate)
        {
            lease.HeartbeatExpires = lease.VisibilityExpires = lease.NextBeat = lease.NextExtension = TimeSpan.MaxValue;

            // A job that has ended has nothing to lose: the answer to its last beat came late.
            callbacks = lease.Kept ? lease.Cancel(reason, taskClosed) : null;
        }

        if (callbacks is not null)
        {
            lease.Source.LeaseLost(reason);
            LogLost(lease.Source.Name, lease.JobId, reason, why);
            _ = ObserveAsync(callbacks, lease);
        }
    }

    private async Task ObserveAsync(Task callbacks, Lease lease)
    {
        try
        {
            await callbacks;
        }
        catch (Exception exception)
        {
            LogCallbackFailed(exception, lease.Source.Name, lease.JobId);
        }
    }

    private List<Lease> Snapshot()
    {
        var leases = new List<Lease>();
        lock (_gate)
        {
            for (var lease = _leases.First; lease is not null; lease = lease.Next)
            {
                leases.Add(lease);
            }
        }

        return leases;
    }

    private static TimeSpan Due(Lease lease)
    {
        var due = lease.Expires;
        due = !lease.Beating && lease.NextBeat < due ? lease.NextBeat : due;
        return lease.Extension is null && lease.NextExtension < due ? lease.NextExtension : due;
    }

    private void ArmIfKept(Lease lease)
    {
        if (lease.Kept)
        {
            Arm(Due(lease));
        }
    }

    // The timer is set only when something is due earlier than what it is set to, so most jobs never touch it.
    private void Arm(TimeSpan due)
    {
        if (due >= _armed)
        {
            return;
        }

        var now = _clock.Now;
        var delay = due - now < LongestTick ? due - now : LongestTick;
        _armed = now + delay;
        _timer.Change(_clock.Until(_armed), Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(LogLevel.Warning, "{Source}: job {JobId} is cancelled and will not be reported ({CancelReason}): {Why}")]
    private partial void LogLost(string source, string jobId, JobCancelReason cancelReason, string why);

    [LoggerMessage(LogLevel.Error, "{Source}: the handler of job {JobId} failed while it was told of its cancellation")]
    private partial void LogCallbackFailed(Exception exception, string source, string jobId);
}
