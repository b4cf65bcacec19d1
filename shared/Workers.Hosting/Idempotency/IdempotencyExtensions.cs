using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Workers.Hosting.Idempotency;
using Workers.Hosting.Polling;

namespace Workers.Hosting;

/// <summary>Adds idempotency to a worker.</summary>
public static class IdempotencyExtensions
{
    /// <summary>
    /// Makes it possible that a job is done once however often it is delivered: what the handler returned is stored under
    /// <see cref="JobContext.IdempotencyKey"/>, and another attempt or delivery is answered with it. Each source turns it on by itself, by its
    /// <c>Idempotency</c> setting or option. Records are kept in the record store, which this adds, too. Calling it again changes nothing.
    /// </summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="configure">Changes the settings (section <c>Idempotency</c>) after they were read, before they are validated.</param>
    public static WorkerHostBuilder AddIdempotency(this WorkerHostBuilder builder, Action<IdempotencyOptions>? configure = null)
    {
        builder.AddRecordStore();
        builder.Services.AddSingleton(new IdempotencyRegistration(configure));
        builder.Services.TryAddSingleton<IdempotencyGuard>();
        builder.Services.TryAddSingleton<ClaimBreaker>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPollBrake, ClaimBreaker>(provider => provider.GetRequiredService<ClaimBreaker>())
        );
        return builder;
    }
}
