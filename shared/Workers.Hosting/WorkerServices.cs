using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.EventBridge;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting.Coherence;
using Workers.Hosting.Ecs;
using Workers.Hosting.Handlers;
using Workers.Hosting.Health;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Memory;
using Workers.Hosting.Payloads;
using Workers.Hosting.Polling;
using Workers.Hosting.Progress;
using Workers.Hosting.Results;
using Workers.Hosting.RunOnce;
using Workers.Hosting.Settings;
using Workers.Hosting.Shutdown;
using Workers.Hosting.Stores;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting;

/// <summary>Puts the runtime together. What the program registered before stays.</summary>
internal static class WorkerServices
{
    // What the host waits beyond the budget, which keeps to its time by itself.
    private static readonly TimeSpan HostMargin = TimeSpan.FromSeconds(5);

    public static void Add(HostApplicationBuilder builder)
    {
        var services = builder.Services;
        var exported = ExportedSignals.Read(builder.Configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new Jitter(Random.Shared.NextDouble));
        services.TryAddSingleton<AwsClientOptions>();
        services.TryAddSingleton(CreateClients);
        services.TryAddSingleton<IStepFunctionsTasks>(provider => provider.GetRequiredService<AwsClients>().StepFunctions);
        services.TryAddSingleton<ISqsConsumer>(provider => provider.GetRequiredService<AwsClients>().Sqs);
        services.TryAddSingleton<ISqsQueues>(provider => provider.GetRequiredService<AwsClients>().Sqs);
        services.TryAddSingleton<ISqsProducer>(provider => provider.GetRequiredService<AwsClients>().Sqs);
        services.TryAddSingleton<IEventBridge>(provider => provider.GetRequiredService<AwsClients>().EventBridge);
        services.TryAddSingleton<WorkerClock>();
        services.TryAddSingleton<WorkerSettings>();
        services.TryAddSingleton<CoherenceCheck>();
        services.TryAddSingleton<WorkerHealth>();
        services.TryAddSingleton<HealthEndpoint>();
        services.TryAddSingleton<WorkerTelemetry>();
        services.TryAddSingleton(provider => new TaskCounters(provider.GetRequiredService<WorkerTelemetry>()));
        services.TryAddSingleton<LeaseKeeper>();
        services.TryAddSingleton<ReplyChannels>();
        services.TryAddSingleton<ReportBreaker>();
        services.AddSingleton<IPollBrake>(provider => provider.GetRequiredService<ReportBreaker>());
        services.TryAddSingleton<ResultReporter>();
        services.TryAddSingleton<HttpPost>();

        // The heap is the process's: it falls idle in real time only.
        services.TryAddSingleton(_ => new HeapTrimmer(new WorkerClock(TimeProvider.System)));
        services.TryAddSingleton<JobRunner>();
        services.TryAddSingleton(provider => new ShutdownState(
            provider.GetRequiredService<WorkerSettings>(),
            provider.GetRequiredService<WorkerClock>()
        )
        {
            HasTelemetry = exported.Any,
        });
        services.TryAddSingleton(provider => new PollLoopServices(
            provider.GetRequiredService<JobRunner>(),
            provider.GetRequiredService<ReplyChannels>(),
            provider.GetRequiredService<ShutdownState>(),
            provider.GetRequiredService<WorkerTelemetry>(),
            provider.GetRequiredService<WorkerClock>(),
            provider.GetRequiredService<Jitter>(),
            provider.GetRequiredService<ILoggerFactory>(),
            [.. provider.GetServices<IPollBrake>()],
            provider.GetService<IPollGate>()
        ));
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, SignalLifetime>());
        services
            .AddOptions<HostOptions>()
            .Configure<WorkerSettings>(
                (options, settings) => options.ShutdownTimeout = TimeSpan.FromSeconds(settings.Shutdown.BudgetSeconds) + HostMargin
            );
        if (exported.Any)
        {
            OpenTelemetrySetup.Add(services, builder.Configuration, exported);
        }

        // After the exporters, so that it has ended before they do.
        services.AddHostedService<SummaryService>();
        EcsServices.Add(services, builder.Configuration);
        RecordStoreServices.Add(services);
        PayloadServices.Add(services, builder.Configuration);
        RunOnceServices.Add(services, builder.Configuration);
        services.AddHostedService<WorkerService>();
    }

    /// <summary>Finds the credentials before the first poll, so that a worker without them says so and ends.</summary>
    /// <exception cref="AwsCredentialsException">There are none.</exception>
    /// <exception cref="AwsConfigurationException">A setting, a variable or a profile cannot be used.</exception>
    public static Task VerifyCredentialsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (
            services.GetRequiredService<WorkerSettings>().RunOnce is not null
            && !RunOnceInput.HasToken(services.GetRequiredService<IConfiguration>())
        )
        {
            // Nobody is reported to, so AWS is not called.
            return Task.CompletedTask;
        }

        return ClientsInUse(services)?.VerifyCredentialsAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>The clients, or <see langword="null"/> where the program brings others: then they are not even created.</summary>
    public static AwsClients? ClientsInUse(IServiceProvider services) =>
        services.GetRequiredService<IStepFunctionsTasks>() is StepFunctionsClient
        || services.GetRequiredService<ISqsConsumer>() is SqsClient
            ? services.GetRequiredService<AwsClients>()
            : null;

    private static AwsClients CreateClients(IServiceProvider services)
    {
        var options = services.GetRequiredService<AwsClientOptions>();
        return AwsClients.Create(
            options with
            {
                HttpMessageHandler = services.GetService<HttpMessageHandler>() ?? options.HttpMessageHandler,
                TimeProvider = services.GetRequiredService<TimeProvider>(),
            }
        );
    }
}
