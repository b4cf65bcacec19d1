using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting.Activities;
using Workers.Hosting.Health;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Queues;
using Workers.Hosting.RunOnce;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Shutdown;

/// <summary>Starts the sources, and stops them stage by stage within one budget, so that no job is lost.</summary>
internal sealed partial class WorkerService(
    WorkerSettings settings,
    IStepFunctionsTasks tasks,
    ISqsConsumer consumer,
    ISqsQueues queues,
    PollLoopServices services,
    LeaseKeeper leases,
    WorkerHealth health,
    IEnumerable<RunOnceSource> once,
    ILogger<WorkerService> logger
) : IHostedService, IDisposable
{
    private readonly List<PollLoop> _loops = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (registration, options) in settings.Activities)
        {
            _loops.Add(new ActivityPoller(registration, options, tasks, services));
            LogActivity(registration.Name, options.ActivityArn!, options.Slots);
        }

        foreach (var (registration, options) in settings.Queues)
        {
            _loops.Add(new QueuePoller(registration, options, consumer, queues, services));
            LogQueue(registration.Name, options.QueueUrl ?? options.QueueName!, options.Slots);
        }

        _loops.AddRange(once);
        health.Started([.. _loops.Select(loop => loop.Health)]);
        foreach (var loop in _loops)
        {
            // A loop ends with the stop, and with nothing else: it needs nobody to watch it.
            _ = Task.Run(loop.RunAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var shutdown = services.Shutdown;
        health.Stopping();
        await shutdown.BeginAsync();
        _ = TellAsync();
        Announce();

        // Open polls are answered, late arrivals and running jobs end.
        if (!await WaitAsync(shutdown.CancelAt))
        {
            if (leases.CancelAll() is > 0 and var cancelled)
            {
                LogCancelling(cancelled);
            }

            if (!await WaitAsync(shutdown.AbandonAt))
            {
                // What cannot be returned in time comes back by its own timeout.
                await services
                    .Runner.AbandonAsync()
                    .WaitAsync(services.Clock.Until(shutdown.EndAt), services.Clock.Time, CancellationToken.None)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await FlushAsync(shutdown.EndAt);
        await shutdown.EndReportsAsync();
        Summarize();
    }

    public void Dispose()
    {
        foreach (var loop in _loops)
        {
            loop.Dispose();
        }
    }

    private async Task TellAsync()
    {
        try
        {
            await services.Shutdown.TellAsync();
        }
        catch (AggregateException exception)
        {
            LogToldBadly(exception);
        }
    }

    private async Task<bool> WaitAsync(TimeSpan until)
    {
        while (true)
        {
            var changed = services.Shutdown.Changed;
            if (_loops.TrueForAll(loop => loop.IsDone))
            {
                return true;
            }

            var left = services.Clock.Until(until);
            if (left == TimeSpan.Zero)
            {
                return false;
            }

            await changed
                .WaitAsync(left, services.Clock.Time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FlushAsync(TimeSpan until)
    {
        using var end = new CancellationTokenSource(services.Clock.Until(until), services.Clock.Time);
        try
        {
            await Task.WhenAll(_loops.Select(loop => loop.FlushAsync(end.Token)));
        }
        catch (OperationCanceledException)
        {
            LogUnflushed();
        }
    }

    private void Announce()
    {
        var polls = _loops.Sum(loop => loop.OpenPolls);
        var jobs = _loops.Sum(loop => loop.Jobs);
        if (polls > 0 || jobs > 0)
        {
            LogStopping(jobs, polls, (int)services.Shutdown.Budget.TotalSeconds);
        }
    }

    private void Summarize()
    {
        var polls = _loops.Sum(loop => loop.OpenPolls);
        if (polls > 0)
        {
            LogOpenPolls(polls);
        }

        foreach (var loop in _loops)
        {
            LogSummary(loop.Name, loop.Telemetry.Summary());
        }
    }

    [LoggerMessage(LogLevel.Information, "{Source}: polling activity {ActivityArn} for {Slots} slots")]
    private partial void LogActivity(string source, string activityArn, int slots);

    [LoggerMessage(LogLevel.Information, "{Source}: receiving from queue {Queue} for {Slots} slots")]
    private partial void LogQueue(string source, string queue, int slots);

    [LoggerMessage(
        LogLevel.Information,
        "Stopping: waiting for {Jobs} jobs and {Polls} open polls. A poll that is cut off can lose the job it was about to bring, so it is waited for: at most 60 s for an activity, 20 s for a queue, {Seconds} s in all (Shutdown:BudgetSeconds). Press Ctrl-C again to end at once; a job lost that way runs again only after its state's timeout"
    )]
    private partial void LogStopping(int jobs, int polls, int seconds);

    [LoggerMessage(LogLevel.Error, "A handler failed while it was told of the stop (JobContext.ShuttingDown); the stop goes on")]
    private partial void LogToldBadly(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The shutdown budget is almost used up: {Count} running jobs are cancelled and returned")]
    private partial void LogCancelling(int count);

    [LoggerMessage(
        LogLevel.Warning,
        "Not every finished message could be deleted before the shutdown budget was used up; they will be delivered again"
    )]
    private partial void LogUnflushed();

    [LoggerMessage(
        LogLevel.Warning,
        "{Polls} polls were still open when the shutdown budget was used up. A job that one of them was about to bring runs again only after its timeout; set Shutdown:BudgetSeconds to 76 or more to wait for all of them"
    )]
    private partial void LogOpenPolls(int polls);

    [LoggerMessage(LogLevel.Information, "{Source}: stopped. {Summary}")]
    private partial void LogSummary(string source, string summary);
}
