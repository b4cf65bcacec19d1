using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Workers.Hosting.Payloads;
using Workers.Hosting.Stores;

namespace Workers.Hosting.RunOnce;

/// <summary>Puts together what a worker that runs once needs beside the runtime of every worker.</summary>
internal static class RunOnceServices
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (!services.Any(service => service.ServiceType == typeof(RunOnceRegistration)))
        {
            return;
        }

        if (configuration["RunOnce:PayloadFolder"] is { Length: > 0 } folder)
        {
            services.TryAddSingleton<IPayloadStore>(new FolderPayloadStore(folder));
        }
        else if (services.Any(service => service.ServiceType == typeof(IRecordStore)))
        {
            services.TryAddSingleton<IPayloadStore, RecordPayloadStore>();
        }

        if (services.Any(service => service.ServiceType == typeof(IPayloadStore)))
        {
            PayloadServices.AddCalls(services);
        }

        services.TryAddSingleton<RunOnceInput>();
        services.TryAddSingleton<RunOnceResult>();
        services.TryAddSingleton<RunOnceSource>();

        // Standard output is the result's.
        services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
