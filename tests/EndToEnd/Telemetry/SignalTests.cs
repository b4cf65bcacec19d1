using System.Net;
using System.Net.Sockets;
using EndToEnd.Fleet;
using EndToEnd.Processes;
using Workers.Aws.Sqs;

namespace EndToEnd.Telemetry;

/// <summary>Only what was given an address leaves a worker, be it for the default one: what is not asked for goes nowhere.</summary>
[Collection(nameof(OneFleetAtATime))]
public sealed class SignalTests(EmulatorFixture fleet)
{
    // Where the SDK exports to over HTTP when it is told nothing.
    private const int DefaultPort = 4318;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("traces")]
    [InlineData("metrics")]
    [InlineData("logs")]
    public async Task An_endpoint_of_one_signal_turns_on_that_one_alone_and_none_turns_on_nothing(string signal)
    {
        await using var receiver = await OtlpReceiver.StartAsync(Stop);
        using var elsewhere = ListenWhereNobodyShouldCome();
        var (_, queue) = await fleet.CreateQueueAsync();
        await using var worker = fleet.StartWorker(
            Build.CallbackWorker,
            ("Queues__write_letter__QueueUrl", queue),
            ("Queues__write_letter__WaitTimeSeconds", "1"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
            (
                $"OTEL_EXPORTER_OTLP_{signal.ToUpperInvariant()}_ENDPOINT",
                signal.Length == 0 ? null : $"{receiver.Address("http/protobuf")}/v1/{signal}"
            )
        );
        await fleet.Sqs.SendMessageAsync(
            new SendMessageRequest { QueueUrl = queue, MessageBody = """{"job":{"state":"Write"},"input":{} }""" },
            Stop
        );
        await worker.LineAsync("failed as");

        await RunningProgram.SignalAsync(worker.Id, "TERM");
        Assert.Equal(0, await worker.ExitAsync());

        Assert.Empty(receiver.Problems);
        Assert.Equal(
            (signal == "traces", signal == "metrics", signal == "logs"),
            (receiver.Traces.Any(), receiver.Metrics.Any(), receiver.Logs.Any())
        );
        Assert.False(elsewhere.Pending(), "the worker exports to the default address");
        Assert.DoesNotContain("could not be exported", worker.Output, StringComparison.Ordinal);
    }

    private static TcpListener ListenWhereNobodyShouldCome()
    {
        var listener = new TcpListener(IPAddress.Loopback, DefaultPort);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            listener.Dispose();
            Assert.Skip($"port {DefaultPort} is taken: a collector runs on this machine");
        }

        return listener;
    }
}
