using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EndToEnd.Processes;
using Workers.Aws.StepFunctions;

namespace EndToEnd.Fleet;

/// <summary>What hangs around a worker does not make its stop longer than its budget.</summary>
[Collection(nameof(OneFleetAtATime))]
public sealed class StopTests(EmulatorFixture fleet)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(8);

    // What a process takes to end on a machine with other things to do; a hung collector or endpoint would take 10 s or more.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_collector_that_hangs_does_not()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var (_, queue) = await fleet.CreateQueueAsync();
        await using var worker = fleet.StartWorker(
            Build.CallbackWorker,
            ("Queues__write_letter__QueueUrl", queue),
            ("Queues__write_letter__WaitTimeSeconds", "1"),
            ("Shutdown__BudgetSeconds", Seconds(Budget)),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{collector.LocalEndpoint}")
        );
        await worker.LineAsync("receiving from queue");

        Assert.InRange(await StopAsync(worker), TimeSpan.Zero, Budget + Margin);
        Assert.Contains("The last traces, metrics or logs could not be exported", worker.Output, StringComparison.Ordinal);
        Assert.True(collector.Pending(), "the worker exports to the collector");
    }

    [Fact]
    public async Task An_endpoint_that_hangs_does_not()
    {
        await using var own = new EmulatorFixture();
        await own.InitializeAsync();
        var (_, idle) = await own.CreateActivityAsync();
        var (_, slow) = await own.CreateActivityAsync();
        await using var worker = own.StartWorker(
            Build.ActivityWorker,
            ("Activities__appraise_claim__ActivityArn", idle),
            ("Activities__slow__ActivityArn", slow),
            ("Activities__slow__Handler__Kind", "Command"),
            ("Activities__slow__Handler__Program", "sleep"),
            ("Activities__slow__Handler__Arguments__0", "600"),
            ("Shutdown__BudgetSeconds", Seconds(Budget))
        );
        await StartedAsync(own, slow);

        await RunningProgram.SignalAsync(own.EmulatorId, "STOP");
        try
        {
            Assert.InRange(await StopAsync(worker), TimeSpan.Zero, Budget + Margin);
        }
        finally
        {
            await RunningProgram.SignalAsync(own.EmulatorId, "CONT");
        }

        Assert.Contains("slow: stopped. 0 jobs succeeded", worker.Output, StringComparison.Ordinal);
    }

    private static async Task StartedAsync(EmulatorFixture own, string activity)
    {
        var machine = await own.StepFunctions.CreateStateMachineAsync(
            new CreateStateMachineRequest
            {
                Name = "slow",
                Definition = $$"""{"StartAt":"Slow","States":{"Slow":{"Type":"Task","Resource":"{{activity}}","End":true} } }""",
                RoleArn = "arn:aws:iam::000000000000:role/test",
            },
            Stop
        );
        var start = new StartExecutionRequest { StateMachineArn = machine.StateMachineArn, Input = "{}" };
        var describe = new DescribeExecutionRequest
        {
            ExecutionArn = (await own.StepFunctions.StartExecutionAsync(start, Stop)).ExecutionArn,
        };
        await Eventually.TrueAsync(async () =>
            await own.EventsAsync(await own.StepFunctions.DescribeExecutionAsync(describe, Stop), "ActivityStarted") == 1
        );
    }

    private static async Task<TimeSpan> StopAsync(RunningProgram worker)
    {
        var began = Stopwatch.GetTimestamp();
        await RunningProgram.SignalAsync(worker.Id, "TERM");
        Assert.Equal(0, await worker.ExitAsync());
        return Stopwatch.GetElapsedTime(began);
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}
