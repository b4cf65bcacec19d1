using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Workers.Hosting.Checkpoints;

namespace Workers.Hosting;

/// <summary>Adds checkpoints to a worker.</summary>
public static class CheckpointExtensions
{
    /// <summary>
    /// Lets handlers save their progress with <see cref="JobContext.Checkpoints"/>, so that another attempt, on any worker, goes on from
    /// there. Checkpoints are kept in the record store, which this adds, too. Calling it again changes nothing.
    /// </summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="configure">Changes the settings (section <c>Checkpoints</c>) after they were read, before they are validated.</param>
    public static WorkerHostBuilder AddCheckpoints(this WorkerHostBuilder builder, Action<CheckpointOptions>? configure = null)
    {
        builder.AddRecordStore();
        builder.Services.AddSingleton(new CheckpointRegistration(configure));
        builder.Services.TryAddSingleton<CheckpointSource>();
        return builder;
    }
}
