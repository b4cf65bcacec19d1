using System.Diagnostics;
using LocalFleet.Telemetry;

namespace LocalFleet.Tests;

public sealed class TraceExportTests
{
    private const string Machine = "arn:aws:states:us-east-1:000000000000:stateMachine:flight-delay-claims";

    [Theory]
    [InlineData(false)]
    [InlineData(false, "OTEL_EXPORTER_OTLP_PROTOCOL=grpc")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_ENDPOINT=")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1:1")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "OTEL_SDK_DISABLED=true")]
    [InlineData(true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1")]
    [InlineData(true, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:1/v1/traces")]
    public void Start_ExportsOnlyToAnEndpointForTraces(bool isOn, params string[] variables)
    {
        using var export = TraceExport.Start(Variables(variables));

        Assert.Equal(isOn, export.IsOn);
    }

    [Fact]
    public void Start_AddressThatIsNone_NamesTheVariableAndTheValue()
    {
        var exception = Assert.Throws<FleetException>(() => TraceExport.Start(Variables("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=collector")));

        Assert.Contains("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is 'collector'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_execution_begins_a_trace_of_its_own_and_is_told_the_producers_span()
    {
        using var outer = new Activity("outer").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ExecutionTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);

        using var span = ExecutionTrace.Start(Machine);

        Assert.Equal(("start flight-delay-claims", ActivityKind.Producer), (span!.DisplayName, span.Kind));
        Assert.NotEqual(outer.TraceId, span.TraceId);
        Assert.Null(span.ParentId);
        Assert.Equal($"00-{span.TraceId}-{span.SpanId}-01", ExecutionTrace.ParentOf(span));
    }

    [Fact]
    public void Where_nobody_records_an_execution_is_told_a_new_trace_that_workers_may_record()
    {
        var first = ExecutionTrace.ParentOf(null);

        Assert.True(ActivityContext.TryParse(first, null, out var context));
        Assert.True(context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        Assert.NotEqual(first, ExecutionTrace.ParentOf(null));
    }

    private static Func<string, string?> Variables(params string[] variables) =>
        name => variables.Select(one => one.Split('=', 2)).FirstOrDefault(one => one[0] == name)?[1];
}
