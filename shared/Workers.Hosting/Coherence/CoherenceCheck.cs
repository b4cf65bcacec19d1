using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workers.Aws.Sqs;
using Workers.Hosting.Jobs;
using Workers.Hosting.Queues;
using Workers.Hosting.Settings;
using Workers.Hosting.Shutdown;

namespace Workers.Hosting.Coherence;

/// <summary>Holds the worker's settings against each other, against its surroundings and against its queues, before it takes any job.</summary>
internal sealed partial class CoherenceCheck(
    WorkerSettings settings,
    ShutdownState shutdown,
    IOptions<HostOptions> host,
    IConfiguration configuration,
    ISqsQueues queues,
    IEnumerable<IActivityPolls> polls,
    TimeProvider time,
    ILoggerFactory loggers
)
{
    // AWS holds a poll of an activity for at most 60 s.
    private const int ActivityPollSeconds = 60;

    // The start does not wait for long: a queue that cannot be asked is received from all the same.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = loggers.CreateLogger<CoherenceCheck>();

    /// <summary>Logs what costs something, and ends the start for what loses work.</summary>
    /// <exception cref="WorkerConfigurationException">Values clash; the message tells all of them.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var stop = Stop();
        var ofQueues = await Task.WhenAll(
            settings.Queues.Select(queue => CheckAsync(queue.Registration, queue.Options, stop, cancellationToken))
        );
        Clash[] clashes =
        [
            .. StopRules.Check(stop),
            .. ExpiryRules.Check(settings),
            .. settings.Activities.SelectMany(activity => Check(activity, stop)),
            .. polls.SelectMany(own => own.Sections).SelectMany(section => CheckPoll(section, stop)),
            .. ofQueues.SelectMany(all => all),
        ];
        foreach (var warning in clashes.Where(clash => !clash.IsError))
        {
            LogWarning(warning.Message);
        }

        string[] errors = [.. clashes.Where(clash => clash.IsError).Select(clash => clash.Message)];
        if (errors.Length > 0 && settings.Coherence.RefuseToStart)
        {
            throw new WorkerConfigurationException(
                string.Join(
                    Environment.NewLine,
                    errors.Append("To start all the same, set Coherence:RefuseToStart to false (Coherence__RefuseToStart).")
                )
            );
        }

        foreach (var error in errors)
        {
            LogError(error);
        }
    }

    private StopFacts Stop() =>
        new(
            shutdown.Budget,
            shutdown.PollTime,
            shutdown.JobTime,
            host.Value.ShutdownTimeout,
            settings.Shutdown.StopTimeoutSeconds,
            IsOnEcs: configuration["ECS_CONTAINER_METADATA_URI_V4"] is { Length: > 0 },
            IsOnFargate: configuration["AWS_EXECUTION_ENV"] is "AWS_ECS_FARGATE",
            settings.TaskProtection.Enabled
        );

    private static IEnumerable<Clash> Check((ActivityRegistration Registration, ActivityOptions Options) activity, StopFacts stop)
    {
        var section = "Activities:" + activity.Registration.Name;
        return
        [
            .. CheckPoll(section, stop),
            .. LeaseRules.CheckHeartbeat(section, activity.Options.HeartbeatSeconds),
            .. StopRules.CheckJobs(stop, section, activity.Options.MaxDurationSeconds),
        ];
    }

    private static IEnumerable<Clash> CheckPoll(string section, StopFacts stop) =>
        StopRules.CheckPoll(
            stop,
            $"polls of {section} last up to",
            ActivityPollSeconds,
            "A task that is handed to a poll which is cut off is lost until its heartbeat or its timeout."
        );

    private async Task<IEnumerable<Clash>> CheckAsync(
        QueueRegistration registration,
        QueueOptions options,
        StopFacts stop,
        CancellationToken cancellationToken
    )
    {
        var section = $"{registration.Section}:{registration.Name}";
        var rules = new QueueRules(section, options, await ReadAsync(registration, options, cancellationToken));
        return
        [
            .. registration.IsDeadLetters ? rules.CheckDeadLetters() : rules.Check(),
            .. StopRules.CheckPoll(
                stop,
                $"{section}:WaitTimeSeconds",
                options.WaitTimeSeconds,
                "A message that is handed to a receive which is cut off stays invisible for its visibility timeout."
            ),
            .. StopRules.CheckJobs(stop, section, options.MaxDurationSeconds),
        ];
    }

    private async Task<QueueFacts?> ReadAsync(QueueRegistration registration, QueueOptions options, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await new QueueLookup(registration.Name, options, queues, _logger).ReadAsync(end.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // What is wrong with the queue itself is told by its source, which goes on trying.
            LogSkipped(
                registration.Name,
                exception is OperationCanceledException
                    ? $"no answer came within {Patience.TotalSeconds} s"
                    : exception.Message.TrimEnd('.')
            );
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Settings that cost something: {Clash}")]
    private partial void LogWarning(string clash);

    [LoggerMessage(LogLevel.Error, "Settings that lose work (started all the same, because Coherence:RefuseToStart is false): {Clash}")]
    private partial void LogError(string clash);

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: its settings were not checked against the queue's attributes, which could not be read: {Reason}"
    )]
    private partial void LogSkipped(string source, string reason);
}
