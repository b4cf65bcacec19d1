using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Payloads;
using Workers.Hosting.Stores;

namespace Workers.Testing;

/// <summary>Puts the lifeline between a worker and its stores, wherever they come from.</summary>
internal static class LifelineServices
{
    // Under this key the container still builds and disposes the store itself.
    private static readonly object Beyond = new();

    public static void Guard(IServiceCollection services, WorkerLifeline lifeline)
    {
        Guard<IRecordStore>(services, inner => new LifelineRecordStore(lifeline, inner));
        Guard<IPayloadStore>(services, inner => new LifelinePayloadStore(lifeline, inner));
    }

    private static void Guard<TStore>(IServiceCollection services, Func<TStore, TStore> guard)
        where TStore : class
    {
        // The last one registered is the one that is used.
        if (services.LastOrDefault(service => service.ServiceType == typeof(TStore) && !service.IsKeyedService) is not { } given)
        {
            return;
        }

        services.Remove(given);
        services.Add(UnderKey(given));
        services.Add(
            new ServiceDescriptor(typeof(TStore), provider => guard(provider.GetRequiredKeyedService<TStore>(Beyond)), given.Lifetime)
        );
    }

    private static ServiceDescriptor UnderKey(ServiceDescriptor given) =>
        given switch
        {
            { ImplementationInstance: { } instance } => new ServiceDescriptor(given.ServiceType, Beyond, instance),
            { ImplementationFactory: { } factory } => new ServiceDescriptor(
                given.ServiceType,
                Beyond,
                (provider, _) => factory(provider),
                given.Lifetime
            ),
            _ => new ServiceDescriptor(given.ServiceType, Beyond, given.ImplementationType!, given.Lifetime),
        };
}
