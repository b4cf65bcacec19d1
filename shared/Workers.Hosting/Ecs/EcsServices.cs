using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Workers.Hosting.Polling;
using Workers.Hosting.RunOnce;

namespace Workers.Hosting.Ecs;

/// <summary>Adds what a worker in a container of ECS has beside all others. ECS's own environment variables tell that it is one.</summary>
internal static class EcsServices
{
    private const string AgentUri = "ECS_AGENT_URI";
    private const string MetadataUri = "ECS_CONTAINER_METADATA_URI_V4";

    /// <summary>Adds task protection. A task that runs once belongs to no service, so that nothing scales it in, and ECS would refuse.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (
            configuration[AgentUri] is { Length: > 0 } agent
            && Uri.IsWellFormedUriString(agent, UriKind.Absolute)
            && !services.Any(service => service.ServiceType == typeof(RunOnceRegistration))
        )
        {
            // Link-local: a proxy that is set for the world outside cannot reach it.
            services.TryAddSingleton(_ => new EcsTransport(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }));
            services.TryAddSingleton(provider => new EcsAgent(
                agent,
                provider.GetRequiredService<EcsTransport>(),
                provider.GetRequiredService<TimeProvider>()
            ));
            services.TryAddSingleton<TaskProtector>();
            services.AddSingleton<IPollBrake>(provider => provider.GetRequiredService<TaskProtector>());
        }
    }

    /// <summary>Adds the reader of metadata, if there is any.</summary>
    public static void AddResource(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[MetadataUri] is { Length: > 0 } metadata)
        {
            services.TryAddSingleton(provider => new EcsResource(metadata, provider.GetRequiredService<TimeProvider>()));
        }
    }
}
