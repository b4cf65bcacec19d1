using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Workers.Hosting.Ecs;

namespace Workers.Hosting.Telemetry;

/// <summary>
/// Exports over OTLP what <see cref="ExportedSignals"/> says; the other <c>OTEL_</c> variables of the OpenTelemetry SDK hold as they are.
/// </summary>
internal static class OpenTelemetrySetup
{
    private const string AwsName = "Workers.Aws";

    public static void Add(IServiceCollection services, IConfiguration configuration, ExportedSignals signals)
    {
        services.AddSingleton(signals);
        EcsServices.AddResource(services, configuration);
        new Builder(services)
            .ConfigureResource(AddTask)
            .WithTracing(tracing => tracing.AddSource(WorkerTelemetry.Name, AwsName))
            .WithMetrics(metrics => AddMetrics(metrics, configuration))
            .WithLogging(configureBuilder: null, logging => logging.IncludeScopes = true)
            .UseOtlpExporter();

        // The exporter would take all three, those without an address to its default one. Traces begin when their provider is made, metrics with the
        // first meter, logs with the first logger.
        if (!signals.Metrics)
        {
            services.RemoveAll<IMetricsListener>();
        }

        if (!signals.Logs)
        {
            services.AddLogging(logging => logging.AddFilter<OpenTelemetryLoggerProvider>(null, LogLevel.None));
        }

        services.AddHostedService<TelemetryService>();
    }

    // Durations name a trace each, so that a slow bucket leads to a slow job. The SDK reads the variable only where nothing is set here.
    private static void AddMetrics(MeterProviderBuilder metrics, IConfiguration configuration)
    {
        metrics.AddMeter(WorkerTelemetry.Name, AwsName);
        if (string.IsNullOrEmpty(configuration["OTEL_METRICS_EXEMPLAR_FILTER"]))
        {
            metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
        }
    }

    private static void AddTask(ResourceBuilder resource) =>
        resource.AddDetector(services => services.GetService<EcsResource>() ?? (IResourceDetector)NoResource.Instance);

    private sealed class NoResource : IResourceDetector
    {
        public static readonly NoResource Instance = new();

        public Resource Detect() => Resource.Empty;
    }

    private sealed class Builder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
