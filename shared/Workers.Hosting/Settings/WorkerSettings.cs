using Microsoft.Extensions.Configuration;
using Workers.Hosting.Checkpoints;
using Workers.Hosting.Handlers;
using Workers.Hosting.Idempotency;
using Workers.Hosting.Jobs;
using Workers.Hosting.Payloads;
using Workers.Hosting.RunOnce;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Settings;

/// <summary>Every setting of the worker, read once at start.</summary>
internal sealed class WorkerSettings
{
    private readonly SettingsReader _reader;

    public WorkerSettings(
        IConfiguration configuration,
        IEnumerable<ActivityRegistration> activities,
        IEnumerable<QueueRegistration> queues,
        IEnumerable<RecordStoreRegistration> stores,
        IEnumerable<CheckpointRegistration> checkpoints,
        IEnumerable<RunOnceRegistration>? once = null,
        IEnumerable<IdempotencyRegistration>? idempotency = null,
        IEnumerable<PayloadRegistration>? payloads = null
    )
    {
        _reader = new SettingsReader(configuration);
        Activities = [.. activities.Select(activity => (activity, _reader.Activity(activity.Name, activity.Configure)))];
        Queues = [.. queues.Select(queue => (queue, _reader.Queue(queue.Name, queue.Configure, queue.Section)))];
        foreach (var invoker in Activities.Select(a => a.Registration.Invoker).Concat(Queues.Select(q => q.Registration.Invoker)))
        {
            if (invoker is ConfiguredInvoker configured)
            {
                configured.Options = _reader.Handler(configured.Section);
            }
        }

        Shutdown = _reader.Shutdown();
        TaskProtection = _reader.TaskProtection();
        Reports = _reader.Reports();
        Coherence = _reader.Coherence();
        Lifetime = _reader.Lifetime();
        Logging = _reader.Logging();
        Health = _reader.Health();
        Store = _reader.Store([.. stores]);
        Checkpoints = _reader.Checkpoints([.. checkpoints]);
        Idempotency = _reader.Idempotency([.. idempotency ?? []]);
        Payloads = _reader.Payloads([.. payloads ?? []]);
        if (once?.SingleOrDefault() is { } job)
        {
            RunOnce = _reader.RunOnce(job.Configure);

            // A task that ends by itself needs no probes, and many of them may run beside each other on one machine.
            Health.Port = configuration["Health:Port"] is null ? 0 : Health.Port;
        }

        CheckIdempotency();
        CheckPayloads(configuration);
    }

    public IReadOnlyList<(ActivityRegistration Registration, ActivityOptions Options)> Activities { get; }

    public IReadOnlyList<(QueueRegistration Registration, QueueOptions Options)> Queues { get; }

    public ShutdownOptions Shutdown { get; }

    public TaskProtectionOptions TaskProtection { get; }

    public ReportOptions Reports { get; }

    public CoherenceOptions Coherence { get; }

    public LifetimeOptions Lifetime { get; }

    public LogOptions Logging { get; }

    public HealthOptions Health { get; }

    /// <summary>The settings of the one job; <see langword="null"/> for a worker that polls.</summary>
    public RunOnceOptions? RunOnce { get; }

    /// <summary>The store's settings; <see langword="null"/> when nothing asked for the store.</summary>
    public StoreOptions? Store { get; }

    /// <summary>The settings of checkpoints; <see langword="null"/> when the worker has none.</summary>
    public CheckpointOptions? Checkpoints { get; }

    /// <summary>The settings of idempotency; <see langword="null"/> when the worker has none.</summary>
    public IdempotencyOptions? Idempotency { get; }

    /// <summary>The settings of large payloads; <see langword="null"/> when the worker has none.</summary>
    public PayloadOptions? Payloads { get; }

    /// <summary>The sections of the sources that want idempotency.</summary>
    public IEnumerable<string> IdempotentSections =>
        Activities
            .Where(activity => activity.Options.Idempotency)
            .Select(activity => $"Activities:{activity.Registration.Name}")
            .Concat(
                Queues.Where(queue => queue.Options.Idempotency).Select(queue => $"{queue.Registration.Section}:{queue.Registration.Name}")
            )
            .Concat(RunOnce is { Idempotency: true } ? ["RunOnce"] : []);

    /// <exception cref="WorkerConfigurationException">Something is wrong, or there is nothing to do.</exception>
    public void ThrowIfWrong()
    {
        _reader.ThrowIfWrong();
        if (RunOnce is not null && Activities.Count + Queues.Count > 0)
        {
            throw new WorkerConfigurationException(
                "A worker that runs once ends with its job: put builder.RunOnce into a program without activities and queues."
            );
        }

        if (RunOnce is null && Activities.Count + Queues.Count == 0)
        {
            throw new WorkerConfigurationException(
                "The worker has nothing to do: call builder.AddActivity, builder.AddQueue or builder.RunOnce before builder.Build(), or call "
                    + "builder.AddConfiguredSources() and give a source a handler (Activities:<name>:Handler:Kind)."
            );
        }
    }

    private void CheckIdempotency()
    {
        foreach (var section in IdempotentSections)
        {
            if (Idempotency is null)
            {
                _reader.Refuse($"{section}:Idempotency", "true", "needs builder.AddIdempotency() before builder.Build()");
            }
            else if (section.StartsWith("DeadLetters:", StringComparison.Ordinal))
            {
                _reader.Refuse($"{section}:Idempotency", "true", "is for sources with a handler, and dead letters have none; leave it out");
            }
        }
    }

    private void CheckPayloads(IConfiguration configuration)
    {
        if (Payloads is not null && RunOnce?.PayloadFolder is { Length: > 0 } folder)
        {
            _reader.Refuse("RunOnce:PayloadFolder", folder, "is given beside the store that section Payloads names; leave one of them out");
        }

        foreach (var handler in Activities.Select(a => a.Registration.Invoker).Concat(Queues.Select(q => q.Registration.Invoker)))
        {
            if (handler is not ConfiguredInvoker { Options: { } options } configured)
            {
                continue;
            }

            var setting = configured.Section + ":MaxOutputBytes";
            if (Payloads is not null && configuration[setting] is null)
            {
                options.MaxOutputBytes = Payloads.MaxBytes;
            }
            else if (options.MaxOutputBytes > (Payloads?.MaxBytes ?? JobInvoker.MaxOutputBytes))
            {
                _reader.Refuse(
                    setting,
                    configuration[setting] ?? "",
                    Payloads is null
                        ? $"must be at most {JobInvoker.MaxOutputBytes}, Step Functions' limit, in a worker without builder.AddPayloads()"
                        : "must not be above Payloads:MaxBytes"
                );
            }
        }
    }
}
