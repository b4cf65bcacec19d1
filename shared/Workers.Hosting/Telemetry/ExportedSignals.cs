using Microsoft.Extensions.Configuration;

namespace Workers.Hosting.Telemetry;

/// <summary>
/// What is exported: all of it to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, or one signal to an endpoint of its own, for example
/// <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c>. Without an endpoint nothing is, and with <c>OTEL_SDK_DISABLED=true</c> neither.
/// </summary>
internal sealed record ExportedSignals(bool Traces, bool Metrics, bool Logs)
{
    public bool Any => Traces || Metrics || Logs;

    public static ExportedSignals Read(IConfiguration configuration)
    {
        if (string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            return new(false, false, false);
        }

        var all = HasEndpoint(configuration, "");
        return new(
            all || HasEndpoint(configuration, "TRACES_"),
            all || HasEndpoint(configuration, "METRICS_"),
            all || HasEndpoint(configuration, "LOGS_")
        );
    }

    private static bool HasEndpoint(IConfiguration configuration, string signal) =>
        !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}ENDPOINT"]);
}
