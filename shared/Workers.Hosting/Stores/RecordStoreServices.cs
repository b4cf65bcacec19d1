using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Stores;

/// <summary>A call of <c>AddRecordStore</c>.</summary>
internal sealed record RecordStoreRegistration(Action<StoreOptions>? Configure);

/// <summary>Puts the record store together, if anything asked for one.</summary>
internal static class RecordStoreServices
{
    public static void Add(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(IRecordStore)))
        {
            // The program brings its own: section Store is not read.
            services.RemoveAll<RecordStoreRegistration>();
        }
        else if (services.Any(service => service.ServiceType == typeof(RecordStoreRegistration)))
        {
            services.AddSingleton(Create);
        }
    }

    /// <summary>Opens the store before the first job is taken, so that one that cannot be used is told at once.</summary>
    /// <exception cref="WorkerConfigurationException">It cannot be used.</exception>
    public static Task OpenAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<WorkerSettings>().Store is not null
        && services.GetRequiredService<IRecordStore>() is IOpenedAtStart store
            ? store.OpenAsync(cancellationToken)
            : Task.CompletedTask;

    private static IRecordStore Create(IServiceProvider services)
    {
        var options = services.GetRequiredService<WorkerSettings>().Store!;
        var time = services.GetRequiredService<TimeProvider>();
        return options.Kind is StoreKind.DynamoDb
            ? new DynamoDbRecordStore(
                DynamoDbClients.Create(services),
                options.Table!,
                time,
                services.GetRequiredService<ILogger<DynamoDbRecordStore>>()
            )
            : new SqliteRecordStore(options.Path!, time);
    }
}
