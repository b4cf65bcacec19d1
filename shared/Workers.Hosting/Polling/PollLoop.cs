using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Hosting.Health;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Progress;
using Workers.Hosting.Shutdown;
using Workers.Hosting.Slots;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting.Polling;

/// <summary>What every poll loop works with.</summary>
internal sealed record PollLoopServices(
    JobRunner Runner,
    ReplyChannels Replies,
    ShutdownState Shutdown,
    WorkerTelemetry Telemetry,
    WorkerClock Clock,
    Jitter Jitter,
    ILoggerFactory Loggers,
    IReadOnlyList<IPollBrake> Brakes,
    IPollGate? Gate = null
);

/// <summary>
/// Opens polls for free slots and starts what they bring. A stop ends the waiting for slots and turns, never an open poll: what AWS was
/// about to hand out would be lost until it times out.
/// </summary>
internal abstract partial class PollLoop : IDisposable
{
    // An answer without work that comes faster than this was no long poll: a proxy or an emulator must not make the loop spin.
    private static readonly TimeSpan EmptyFloor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SameErrorSilence = TimeSpan.FromSeconds(10);

    // More than an answer takes on its way, less than any lease may lose.
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger;
    private readonly TimeSpan _longPoll;
    private volatile bool _ended;
    private TimeSpan _toldAt = TimeSpan.MinValue;
    private int _jobs;

    protected PollLoop(PollLoopServices services, string name, string system, string destination, int slots, int polls, TimeSpan longPoll)
    {
        Services = services;
        Name = name;
        _longPoll = longPoll;
        Run = job => _ = RunJobAsync(job);
        _logger = services.Loggers.CreateLogger(GetType());
        Slots = new SlotPool(slots, services.Clock.Time);
        Governor = new PollGovernor(polls, services.Clock, services.Jitter);
        Health = new SourceHealth(name, longPoll, services.Clock, Brake);
        Telemetry = new SourceTelemetry(services.Telemetry, name, system, destination, Slots);
    }

    public string Name { get; }

    public SlotPool Slots { get; }

    public PollGovernor Governor { get; }

    public SourceHealth Health { get; }

    public SourceTelemetry Telemetry { get; }

    /// <summary>Polls that are open.</summary>
    public int OpenPolls => Telemetry.OpenPolls;

    /// <summary>Jobs that run or are about to.</summary>
    public int Jobs => Volatile.Read(ref _jobs);

    /// <summary>Whether the stop has come through: no more polls will be opened, and all that were are over, with what they brought.</summary>
    public bool IsDone => _ended && OpenPolls == 0 && Jobs == 0;

    protected PollLoopServices Services { get; }

    /// <summary>What a job does when its turn comes.</summary>
    protected Action<Job> Run { get; }

    protected WorkerClock Clock => Services.Clock;

    protected CancellationToken Stopping => Services.Shutdown.Stopping;

    /// <summary>Polls until the stop.</summary>
    public async Task RunAsync()
    {
        using var stop = Stopping.UnsafeRegister(
            static loop =>
            {
                ((PollLoop)loop!).Governor.Close();
                ((PollLoop)loop).Slots.Close();
            },
            this
        );
        try
        {
            if (!await PrepareAsync())
            {
                return;
            }

            // The turn comes before the slot: a slot that waits for a turn would be missed elsewhere.
            while (await Governor.EnterAsync() && await PassGateAsync())
            {
                var slots = await ReserveUnheldAsync();

                // The stop is asked about here, too: a slot may come free between the cancellation and the callback that closes the pool.
                if (slots == 0 || Stopping.IsCancellationRequested)
                {
                    Slots.Unreserve(slots);
                    return;
                }

                _ = PollAsync(slots);
            }
        }
        catch (Exception exception)
        {
            Health.Ended();
            LogEnded(exception, Name);
        }
        finally
        {
            _ended = true;
            Services.Shutdown.Signal();
        }
    }

    /// <summary>Flushes what is left after the last job.</summary>
    public virtual Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual void Dispose() => Slots.Dispose();

    /// <summary>Finds out what to poll.</summary>
    /// <returns><see langword="false"/> when the stop came first.</returns>
    protected virtual ValueTask<bool> PrepareAsync() => new(true);

    /// <summary>Waits for the slots of the next poll.</summary>
    protected abstract ValueTask<int> ReserveAsync();

    /// <summary>Opens one poll and starts what it brings, but for the last job.</summary>
    /// <returns>How many jobs it brought; their slots are the jobs' from then on. The last one is left to the caller.</returns>
    protected abstract Task<(int Received, Job? Last)> ReceiveAsync(int slots);

    /// <summary>Names what to do about an error that does not pass by itself.</summary>
    protected abstract string Explain(Exception exception);

    /// <summary>How long to pause after an answer before its turn is given to the next poll.</summary>
    private static TimeSpan PauseAfter(int received, TimeSpan took) =>
        received == 0 && took < EmptyFloor ? EmptyFloor - took : TimeSpan.Zero;

    /// <summary>
    /// Runs a job on its slot, on a thread of its own turn: a handler that computes or blocks before its first await must hold up neither the
    /// poll that brought it nor its neighbours.
    /// </summary>
    protected static void StartJob(Job job) => ThreadPool.UnsafeQueueUserWorkItem(job, preferLocal: false);

    /// <summary>A job is over, or its delivery needed no run after all.</summary>
    protected void EndJob(Job? job = null)
    {
        Interlocked.Decrement(ref _jobs);
        Slots.Release(job);
        Services.Shutdown.Signal();
    }

    /// <summary>An answer came: slots and counters move on before its jobs start.</summary>
    protected void Answered(int received, int slots)
    {
        Interlocked.Add(ref _jobs, received);
        Slots.Use(received);
        Telemetry.PollClosed(received == 0 ? PollResult.Empty : PollResult.Received, received);
        NoteAnswer();
        if (received == slots)
        {
            Governor.Full();
        }
        else
        {
            Governor.NotFull();
        }
    }

    /// <summary>
    /// When the answer to a poll was given at the latest. A process that was stopped for a while, or a machine that slept, reads it later than that,
    /// and leases have run all the time.
    /// </summary>
    /// <param name="asked">When the poll was opened.</param>
    protected TimeSpan LatestAnswer(TimeSpan asked) => asked + _longPoll + OnTheWay;

    /// <summary>The source works, or works again.</summary>
    protected void NoteAnswer()
    {
        if (Health.Answered())
        {
            LogBack(Name);
        }
    }

    /// <summary>Tells of a failure and says how long to pause.</summary>
    protected TimeSpan Failed(Exception exception, TimeSpan started)
    {
        var kind = exception is AwsException aws ? aws.Kind : AwsErrorKind.Transient;
        var pause = Governor.Failed(kind, started);
        if (kind is AwsErrorKind.Final)
        {
            var problem = Explain(exception);
            if (Health.Needs(problem) || Clock.Now - _toldAt > SameErrorSilence)
            {
                _toldAt = Clock.Now;
                LogNeedsHelp(Name, problem, pause.TotalSeconds);
            }
        }
        else
        {
            Health.Failed(exception.Message);
            LogFailed(Name, kind, exception.Message.TrimEnd('.'), pause.TotalSeconds);
        }

        return pause;
    }

    /// <summary>Attempts what comes before the first poll until it works.</summary>
    /// <returns><see langword="false"/> when the stop came first.</returns>
    protected async ValueTask<bool> RepeatAsync(Func<Task> attempt)
    {
        while (true)
        {
            var started = Clock.Now;
            TimeSpan pause;
            try
            {
                await attempt();
                return true;
            }
            catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception exception)
            {
                pause = Failed(exception, started);
            }

            if (!await PauseAsync(pause))
            {
                return false;
            }
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        try
        {
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, Clock.Time, Stopping);
            }

            return !Stopping.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RunJobAsync(Job job)
    {
        await Services.Runner.RunAsync(job);
        EndJob(job);
    }

    private async Task PollAsync(int slots)
    {
        var started = Clock.Now;
        var unused = slots;
        var wasAtOnce = true;
        Job? last = null;
        TimeSpan pause;
        Telemetry.PollOpened();
        Health.PollOpened();
        try
        {
            var receiving = ReceiveAsync(slots);
            wasAtOnce = receiving.IsCompleted;
            (var received, last) = await receiving;
            unused -= received;
            pause = PauseAfter(received, Clock.Now - started);
        }
        catch (Exception exception)
        {
            // The loop outlives every failed poll.
            Telemetry.PollClosed(PollResult.Failed);
            pause = Failed(exception, started);
        }

        Slots.Unreserve(unused);
        Health.PollClosed();
        Services.Shutdown.Signal();
        await PauseAsync(pause);
        Governor.Leave();

        if (last is null)
        {
            return;
        }

        // The next poll is open. There is nothing left to do on a thread of the pool, and a change of threads costs more than a small job. Where the
        // answer was there at once, the thread is the loop's.
        if (wasAtOnce || !Thread.CurrentThread.IsThreadPoolThread)
        {
            StartJob(last);
        }
        else
        {
            last.Execute();
        }
    }

    [LoggerMessage(LogLevel.Error, "{Source}: {Problem} The next attempt follows in {Seconds:0} s")]
    private partial void LogNeedsHelp(string source, string problem, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Source}: a poll failed ({Kind}): {Reason}. The next one follows in {Seconds:0.0} s")]
    private partial void LogFailed(string source, AwsErrorKind kind, string reason, double seconds);

    [LoggerMessage(LogLevel.Information, "{Source}: polls are answered again")]
    private partial void LogBack(string source);

    [LoggerMessage(LogLevel.Critical, "{Source}: the poll loop ended by a fault of its own; the worker is not live any more")]
    private partial void LogEnded(Exception exception, string source);
}
