using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LocalFleet.Telemetry;

/// <summary>
/// Exports the spans of this program as the workers do theirs: to <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c> or <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, and
/// not at all without one or with <c>OTEL_SDK_DISABLED=true</c>.
/// </summary>
internal sealed class TraceExport : IDisposable
{
    private const string ServiceName = "LocalFleet";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    private readonly TracerProvider? _provider;

    private TraceExport(TracerProvider? provider) => _provider = provider;

    /// <summary>Whether anything is exported.</summary>
    public bool IsOn => _provider is not null;

    /// <summary>Starts to export. Disposing it sends what is left, for some seconds at most.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="FleetException">The address of the traces is none.</exception>
    public static TraceExport Start(Func<string, string?> variable)
    {
        var own = variable(TracesEndpoint) is { Length: > 0 } text ? Address(text) : null;
        var isDisabled = string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        if (isDisabled || (own is null && string.IsNullOrEmpty(variable(Endpoint))))
        {
            return new TraceExport(null);
        }

        // The SDK reads all variables but the endpoint of a single signal. A service's name from there wins over this one.
        var builder = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.Clear().AddService(ServiceName).AddTelemetrySdk().AddEnvironmentVariableDetector())
            .AddSource(ExecutionTrace.SourceName)
            .AddOtlpExporter(options => Aim(options, own));
        return new TraceExport(builder.Build());
    }

    public void Dispose() => _provider?.Dispose();

    private static void Aim(OtlpExporterOptions options, Uri? own)
    {
        if (own is not null)
        {
            options.Endpoint = own;
        }
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? address
            : throw new FleetException(
                $"{TracesEndpoint} is '{text}', but must be an address. For example: {TracesEndpoint}=http://127.0.0.1:4317."
            );
}
