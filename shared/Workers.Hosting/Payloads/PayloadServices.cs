using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Polling;
using Workers.Hosting.RunOnce;
using Workers.Hosting.Settings;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Payloads;

/// <summary>A call of <c>AddPayloads</c>, or the finding that the program brings a store of its own.</summary>
internal sealed record PayloadRegistration(Action<PayloadOptions>? Configure, bool HasOwnStore = false);

/// <summary>Puts the payload store together, if anything asked for one.</summary>
internal static class PayloadServices
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        // A worker that runs once has its inputs and results there, too, and needs no call for what its settings say.
        var isWanted =
            Has<PayloadRegistration>(services) || (Has<RunOnceRegistration>(services) && configuration["Payloads:Kind"] is { Length: > 0 });
        if (!isWanted)
        {
            return;
        }

        services.AddSingleton(new PayloadRegistration(null, HasOwnStore: Has<IPayloadStore>(services)));
        services.TryAddSingleton(Create);
        services.AddSingleton<IPollBrake>(provider => provider.GetRequiredService<PayloadBreaker>());
        services.TryAddSingleton<ClaimCheck>();
        AddCalls(services);
    }

    /// <summary>What calls the store, for whoever has one.</summary>
    public static void AddCalls(IServiceCollection services)
    {
        services.TryAddSingleton<PayloadBreaker>();
        services.TryAddSingleton<PayloadCalls>();
    }

    /// <summary>Opens the store before the first job is taken, so that one that cannot be used is told at once.</summary>
    /// <exception cref="WorkerConfigurationException">It cannot be used.</exception>
    public static Task OpenAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<WorkerSettings>().Payloads is not null
        && services.GetRequiredService<IPayloadStore>() is IOpenedAtStart store
            ? store.OpenAsync(cancellationToken)
            : Task.CompletedTask;

    private static bool Has<T>(IServiceCollection services) => services.Any(service => service.ServiceType == typeof(T));

    private static IPayloadStore Create(IServiceProvider services)
    {
        var options = services.GetRequiredService<WorkerSettings>().Payloads!;
        return options.Kind is PayloadStoreKind.S3
            ? CreateS3(services, options)
            : new FolderPayloadStore(options.Folder!, options.MaxBytes)
            {
                Expired = new ExpiredPayloads(
                    Path.Combine(options.Folder!, options.Prefix),
                    TimeSpan.FromDays(options.ExpiryDays),
                    services.GetRequiredService<TimeProvider>(),
                    services.GetRequiredService<ILogger<ExpiredPayloads>>()
                ),
            };
    }

    // Apart, so that the code of S3 is loaded only where it is used.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static S3PayloadStore CreateS3(IServiceProvider services, PayloadOptions options) =>
        new(
            S3Clients.Create(services),
            options.Bucket!,
            options.Prefix,
            options.MaxBytes,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<S3PayloadStore>>()
        );
}
