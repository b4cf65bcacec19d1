using Microsoft.Extensions.Logging;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Settings;
using Workers.Hosting.Shutdown;

namespace Workers.Hosting.Ecs;

/// <summary>
/// Keeps the ECS task protected while jobs need it. A job waits for nothing here, and whatever goes wrong is only logged: without protection
/// a stop is what it always was.
/// </summary>
internal sealed partial class TaskProtector : IPollBrake, IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SameErrorSilence = TimeSpan.FromMinutes(10);

    // Timers wait 49.7 days at most: looking too early does no harm.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly EcsAgent _agent;
    private readonly TaskProtectionOptions _options;
    private readonly ProtectionPlan _plan;
    private readonly ShutdownState _shutdown;
    private readonly WorkerClock _clock;
    private readonly Jitter _jitter;
    private readonly ILogger<TaskProtector> _logger;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private TaskCompletionSource _rested = NewSignal();
    private TimeSpan _armed = TimeSpan.MaxValue;
    private TimeSpan _toldAt = TimeSpan.MinValue;
    private bool _isAsking;

    public TaskProtector(
        EcsAgent agent,
        WorkerSettings settings,
        ShutdownState shutdown,
        WorkerClock clock,
        Jitter jitter,
        ILogger<TaskProtector> logger
    )
    {
        _agent = agent;
        _options = settings.TaskProtection;
        _shutdown = shutdown;
        _clock = clock;
        _jitter = jitter;
        _logger = logger;
        _plan = new ProtectionPlan(
            shutdown.JobTime,
            _options.AfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : shutdown.JobTime / 2,
            TimeSpan.FromMinutes(_options.ExpiresInMinutes),
            TimeSpan.FromMinutes(_options.MaxMinutes)
        );
        _timer = clock.Time.CreateTimer(
            static protector => ((TaskProtector)protector!).Look(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>A job starts.</summary>
    public void Started(Job job)
    {
        if (!_options.Enabled)
        {
            return;
        }

        lock (_gate)
        {
            Arm(_plan.Add(job, _clock.Now));
        }
    }

    /// <summary>A job ended.</summary>
    public void Ended(Job job)
    {
        lock (_gate)
        {
            var now = _clock.Now;
            if (_plan.Remove(job, now))
            {
                Arm(now);
            }
        }
    }

    public Task? Hold(string source, ref int slots)
    {
        lock (_gate)
        {
            return _plan.Holds(source) ? _rested.Task : null;
        }
    }

    // Waiting for a chance to be replaced is in order.
    public string? Problem(string source) => null;

    public void Dispose()
    {
        _timer.Dispose();
        _agent.Dispose();
    }

    private void Look()
    {
        ProtectionStep step;
        string? resting = null;
        TaskCompletionSource? rested = null;
        lock (_gate)
        {
            _armed = TimeSpan.MaxValue;
            if (_isAsking || _shutdown.Stopping.IsCancellationRequested)
            {
                // After a stop has begun, protection changes nothing any more.
                return;
            }

            var before = _plan.IsResting;
            step = _plan.Next(_clock.Now, out var next);
            _isAsking = step is not ProtectionStep.None;
            if (_plan.IsResting && !before)
            {
                resting = string.Join(", ", _plan.LongSources);
            }
            else if (before && !_plan.IsResting)
            {
                rested = _rested;
                _rested = NewSignal();
            }

            Arm(next);
        }

        if (resting is not null)
        {
            LogRests(_options.MaxMinutes, resting);
        }

        if (rested is not null)
        {
            LogRested();
            rested.SetResult();
        }

        if (step is not ProtectionStep.None)
        {
            _ = AskAsync(step);
        }
    }

    private async Task AskAsync(ProtectionStep step)
    {
        var asked = _clock.Now;
        var answer = await _agent.SetProtectionAsync(
            step is ProtectionStep.Protect ? _options.ExpiresInMinutes : null,
            _shutdown.ReportsEnd
        );
        int failures;
        lock (_gate)
        {
            failures = _plan.Failures;
            var retry = _jitter.Backoff(FirstRetry, LongestRetry, failures + 1);
            _plan.Answered(step, answer.Result, asked, _clock.Now + retry);
            _isAsking = false;
            Arm(_clock.Now);
        }

        Tell(step, answer, failures);
    }

    private void Tell(ProtectionStep step, AgentAnswer answer, int failuresBefore)
    {
        if (answer.Result is AgentResult.Done)
        {
            if (failuresBefore > 0)
            {
                LogBack();
            }

            LogDone(step);
        }
        else if (failuresBefore == 0 || _clock.Now - _toldAt > SameErrorSilence)
        {
            _toldAt = _clock.Now;
            LogFailed(step, answer.Reason.TrimEnd('.'));
        }
    }

    private void Arm(TimeSpan due)
    {
        if (due >= _armed)
        {
            return;
        }

        var now = _clock.Now;
        var delay = due - now < LongestWait ? due - now : LongestWait;
        _armed = now + delay;
        _timer.Change(_clock.Until(_armed), Timeout.InfiniteTimeSpan);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Debug, "ECS task protection: {Step} was accepted")]
    private partial void LogDone(ProtectionStep step);

    [LoggerMessage(LogLevel.Information, "ECS task protection works again")]
    private partial void LogBack();

    [LoggerMessage(
        LogLevel.Warning,
        "ECS task protection: {Step} failed and is tried again ({Reason}). Jobs go on; a stop may end the long ones, which are then run again. The task's role needs ecs:UpdateTaskProtection"
    )]
    private partial void LogFailed(ProtectionStep step, string reason);

    [LoggerMessage(
        LogLevel.Information,
        "The ECS task has been protected for {Minutes} min (TaskProtection:MaxMinutes): {Sources} takes no new jobs until the running ones have ended and ECS had a minute to replace the task"
    )]
    private partial void LogRests(int minutes, string sources);

    [LoggerMessage(LogLevel.Information, "The ECS task was not replaced: jobs are taken again")]
    private partial void LogRested();
}
