using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Workers.Hosting.Ecs;
using Workers.Hosting.Leases;
using Workers.Hosting.Shutdown;

namespace Workers.Hosting.Telemetry;

/// <summary>
/// Makes OpenTelemetry's providers before anything is recorded, and ends them after everything else, within what is left of the shutdown budget.
/// </summary>
internal sealed partial class TelemetryService(
    IServiceProvider services,
    ExportedSignals signals,
    ShutdownState shutdown,
    WorkerClock clock,
    ILogger<TelemetryService> logger
) : IHostedLifecycleService
{
    // For a stop that came before there was anything to stop.
    private static readonly TimeSpan Unstarted = TimeSpan.FromSeconds(5);

    private TracerProvider? _traces;
    private MeterProvider? _metrics;
    private LoggerProvider? _logs;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _traces = signals.Traces ? services.GetRequiredService<TracerProvider>() : null;
        _metrics = signals.Metrics ? services.GetRequiredService<MeterProvider>() : null;
        _logs = signals.Logs ? services.GetRequiredService<LoggerProvider>() : null;
        if (services.GetService<EcsResource>()?.Problem is { } problem)
        {
            LogNoMetadata(problem);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        var left = shutdown.OverAt == TimeSpan.MaxValue ? Unstarted : shutdown.OverAt - clock.Now;
        var milliseconds = (int)Math.Clamp(left.TotalMilliseconds, 0, int.MaxValue);

        // Each blocks its thread, and the three together have no more time than one.
        var done = await Task.WhenAll(
            Task.Run(() => _traces?.Shutdown(milliseconds) ?? true, CancellationToken.None),
            Task.Run(() => _metrics?.Shutdown(milliseconds) ?? true, CancellationToken.None),
            Task.Run(() => _logs?.Shutdown(milliseconds) ?? true, CancellationToken.None)
        );
        if (done.Contains(false))
        {
            LogUnflushed();
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The metadata endpoint of ECS (ECS_CONTAINER_METADATA_URI_V4) could not be read, so telemetry does not name all of the task, the cluster and the container: {Reason}"
    )]
    private partial void LogNoMetadata(string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "The last traces, metrics or logs could not be exported before the shutdown budget was used up; look at the collector (OTEL_EXPORTER_OTLP_ENDPOINT)"
    )]
    private partial void LogUnflushed();
}
