using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace EndToEnd.Telemetry;

/// <summary>A span, and who has exported it.</summary>
internal sealed record ReceivedSpan(string Service, Span Span)
{
    public string TraceId => Hex(Span.TraceId);

    public string Id => Hex(Span.SpanId);

    public string ParentId => Hex(Span.ParentSpanId);

    public string? this[string attribute] => Text(Span.Attributes, attribute);

    /// <summary>All spans that came.</summary>
    public static IReadOnlyList<ReceivedSpan> Of(OtlpReceiver receiver) =>
        [
            .. receiver
                .Traces.SelectMany(request => request.ResourceSpans)
                .SelectMany(resource =>
                    resource
                        .ScopeSpans.SelectMany(scope => scope.Spans)
                        .Select(span => new ReceivedSpan(ServiceOf(resource.Resource), span))
                ),
        ];

    public static string ServiceOf(Resource resource) => Text(resource.Attributes, "service.name") ?? "";

    public static string Hex(Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static string? Text(IEnumerable<KeyValue> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.Key == name)?.Value.StringValue;
}
