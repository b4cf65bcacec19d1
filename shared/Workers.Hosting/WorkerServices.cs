using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Workers.Hosting.Health;
using Workers.Hosting.Leases;
using Workers.Hosting.Settings;

namespace Workers.Hosting;

/// <summary>Puts the runtime together. What the program registered before stays.</summary>
internal static class WorkerServices
{
    public static void Add(HostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WorkerClock>();
        services.TryAddSingleton<WorkerSettings>();
        services.TryAddSingleton<WorkerHealth>();
        services.TryAddSingleton<HealthEndpoint>();
    }
}
