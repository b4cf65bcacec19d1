using Microsoft.Extensions.Configuration;
using Workers.Hosting.Jobs;

namespace Workers.Hosting.Settings;

/// <summary>Every setting of the worker, read once at start.</summary>
internal sealed class WorkerSettings
{
    private readonly SettingsReader _reader;

    public WorkerSettings(IConfiguration configuration, IEnumerable<ActivityRegistration> activities, IEnumerable<QueueRegistration> queues)
    {
        _reader = new SettingsReader(configuration);
        Activities = [.. activities.Select(activity => (activity, _reader.Activity(activity.Name, activity.Configure)))];
        Queues = [.. queues.Select(queue => (queue, _reader.Queue(queue.Name, queue.Configure)))];
        Shutdown = _reader.Shutdown();
        Lifetime = _reader.Lifetime();
        Health = _reader.Health();
    }

    public IReadOnlyList<(ActivityRegistration Registration, ActivityOptions Options)> Activities { get; }

    public IReadOnlyList<(QueueRegistration Registration, QueueOptions Options)> Queues { get; }

    public ShutdownOptions Shutdown { get; }

    public LifetimeOptions Lifetime { get; }

    public HealthOptions Health { get; }

    /// <exception cref="WorkerConfigurationException">Something is wrong, or there is nothing to do.</exception>
    public void ThrowIfWrong()
    {
        _reader.ThrowIfWrong();
        if (Activities.Count + Queues.Count == 0)
        {
            throw new WorkerConfigurationException(
                "The worker has nothing to do: call builder.AddActivity or builder.AddQueue before builder.Build()."
            );
        }
    }
}
