using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace EndToEnd.Telemetry;

/// <summary>
/// A collector of its own: takes OTLP over HTTP with protobuf and over gRPC, and decodes it by OpenTelemetry's own protocol files. gRPC here is
/// HTTP/2 without TLS, with frames and trailers by hand. What cannot be decoded is kept as a problem.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int FrameHeader = 5;

    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ExportTraceServiceRequest> _traces = new();
    private readonly ConcurrentQueue<ExportMetricsServiceRequest> _metrics = new();
    private readonly ConcurrentQueue<ExportLogsServiceRequest> _logs = new();

    private OtlpReceiver(WebApplication application) => _application = application;

    public IEnumerable<ExportTraceServiceRequest> Traces => _traces;

    public IEnumerable<ExportMetricsServiceRequest> Metrics => _metrics;

    public IEnumerable<ExportLogsServiceRequest> Logs => _logs;

    /// <summary>What was wrong with requests.</summary>
    public ConcurrentQueue<string> Problems { get; } = new();

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var application = builder.Build();
        var receiver = new OtlpReceiver(application);
        receiver.Map("traces", "trace.v1.TraceService", ExportTraceServiceRequest.Parser, receiver._traces);
        receiver.Map("metrics", "metrics.v1.MetricsService", ExportMetricsServiceRequest.Parser, receiver._metrics);
        receiver.Map("logs", "logs.v1.LogsService", ExportLogsServiceRequest.Parser, receiver._logs);
        await application.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Where a protocol is taken, by its name in <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</summary>
    public string Address(string protocol) => _application.Urls.ElementAt(protocol == "grpc" ? 1 : 0);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private void Map<T>(string signal, string service, MessageParser<T> parser, ConcurrentQueue<T> taken)
        where T : IMessage<T>
    {
        _application.MapPost(
            $"/v1/{signal}",
            async context =>
            {
                var body = await ReadAsync(context, "application/x-protobuf");
                Take(body, parser, taken);

                // An empty message says that all was taken.
                context.Response.ContentType = "application/x-protobuf";
            }
        );
        _application.MapPost(
            $"/opentelemetry.proto.collector.{service}/Export",
            async context =>
            {
                var frame = await ReadAsync(context, "application/grpc");
                if (
                    frame.Length < FrameHeader
                    || frame[0] != 0
                    || BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(1)) != frame.Length - FrameHeader
                )
                {
                    Problems.Enqueue($"{service}: a frame of {frame.Length} bytes is not one uncompressed message");
                }
                else
                {
                    Take(frame[FrameHeader..], parser, taken);
                }

                context.Response.ContentType = "application/grpc";
                context.Response.AppendTrailer("grpc-status", "0");
                await context.Response.Body.WriteAsync(new byte[FrameHeader], context.RequestAborted);
            }
        );
    }

    private async Task<byte[]> ReadAsync(HttpContext context, string contentType)
    {
        if (context.Request.ContentType != contentType)
        {
            Problems.Enqueue($"{context.Request.Path} came as {context.Request.ContentType}, expected {contentType}");
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    private void Take<T>(byte[] message, MessageParser<T> parser, ConcurrentQueue<T> taken)
        where T : IMessage<T>
    {
        try
        {
            taken.Enqueue(parser.ParseFrom(message));
        }
        catch (InvalidProtocolBufferException exception)
        {
            Problems.Enqueue($"{typeof(T).Name}: {exception.Message}");
        }
    }
}
