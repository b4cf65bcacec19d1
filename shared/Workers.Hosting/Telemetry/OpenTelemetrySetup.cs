using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

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

    public static void Add(IServiceCollection services)
    {
        new Builder(services)
            .WithTracing(tracing => tracing.AddSource(WorkerTelemetry.Name, AwsName))
            .WithMetrics(metrics => metrics.AddMeter(WorkerTelemetry.Name, AwsName))
            .WithLogging(configureBuilder: null, logging => logging.IncludeScopes = true)
            .UseOtlpExporter();
        services.AddHostedService<Starter>();
    }

    private sealed class Builder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services { get; } = services;
    }

    // Nothing is recorded before the providers exist; disposing the host flushes and ends them.
    private sealed class Starter(IServiceProvider services) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<TracerProvider>();
            services.GetRequiredService<MeterProvider>();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
