using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Workers.Hosting.Telemetry;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Telemetry;

public sealed class ExportTests
{
    private const string All = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Traces = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    [Theory]
    [InlineData(null, false, false, false)]
    [InlineData(All, true, true, true)]
    [InlineData(Traces, true, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", false, true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", false, false, true)]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", false, false, false)]
    public void Read_AnEndpoint_TurnsOnItsSignals(string? variable, bool traces, bool metrics, bool logs) =>
        Assert.Equal(new ExportedSignals(traces, metrics, logs), Read(variable is null ? [] : [(variable, "http://127.0.0.1:1")]));

    [Theory]
    [InlineData("true")]
    [InlineData("TRUE")]
    public void Read_Disabled_TurnsOnNothing(string disabled) =>
        Assert.False(Read([(All, "http://127.0.0.1:1"), ("OTEL_SDK_DISABLED", disabled)]).Any);

    [Fact]
    public void Read_EmptyEndpoint_CountsAsNone() => Assert.False(Read([(All, ""), (Traces, "")]).Any);

    [Fact]
    public async Task Without_an_endpoint_there_is_nothing_that_could_export()
    {
        await using var worker = await TestWorker.ActivityAsync(
            TestWorker.Answering(),
            "--OTEL_SERVICE_NAME=appraiser",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=grpc",
            "--OTEL_METRIC_EXPORT_INTERVAL=1"
        );

        Assert.Null(worker.Services.GetService<TracerProvider>());
        Assert.Null(worker.Services.GetService<MeterProvider>());
        Assert.Null(worker.Services.GetService<LoggerProvider>());
    }

    private static ExportedSignals Read((string Name, string Value)[] variables) =>
        ExportedSignals.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(variables.Select(variable => new KeyValuePair<string, string?>(variable.Name, variable.Value)))
                .Build()
        );
}
