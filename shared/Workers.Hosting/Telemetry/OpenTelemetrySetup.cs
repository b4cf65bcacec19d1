using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Workers.Hosting.Ecs;

namespace Workers.Hosting.Telemetry;

/// <summary>
/// Exports traces, metrics and logs over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; the other <c>OTEL_</c> variables of the
/// OpenTelemetry SDK hold as they are.
/// </summary>
internal static class OpenTelemetrySetup
{
    private const string AwsName = "Workers.Aws";

    public static bool IsWanted(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
        && !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        EcsServices.AddResource(services, configuration);
        new Builder(services)
            .ConfigureResource(AddTask)
            .WithTracing(tracing => tracing.AddSource(WorkerTelemetry.Name, AwsName))
            .WithMetrics(metrics => AddMetrics(metrics, configuration))
            .WithLogging(configureBuilder: null, logging => logging.IncludeScopes = true)
            .UseOtlpExporter();
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
