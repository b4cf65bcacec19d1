using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EndToEnd.Processes;

namespace EndToEnd.Fleet;

/// <summary>The whole fleet as <c>make run</c> starts it: emulator, two workers and the claims, all in processes of their own.</summary>
[Collection(nameof(OneFleetAtATime))]
public sealed class LocalFleetTests
{
    private static readonly string[] Workers =
    [
        "ActivityWorker",
        "CallbackWorker",
        "DeskWorker",
        "JobWorker",
        "ApprovalWorker",
        "DispatchWorker",
    ];

    private static readonly string[] Patterns =
    [
        "activity/worker",
        "job poller",
        "pull model, approval",
        "push model",
        "synchronous",
        "callback over SQS",
        "callback over EventBridge",
    ];

    [Fact]
    public async Task All_claims_end_as_their_data_says_at_two_requests_a_job()
    {
        await using var run = new LocalFleetRun(("CLAIMS", "400"), ("FAULTS", "0"));

        Assert.True(await run.Program.ExitAsync() == 0, run.Program.Output);

        Assert.Contains("All 420 executions ended as their claims' data says.", run.Program.Output, StringComparison.Ordinal);
        Assert.Equal(["410", "10"], new[] { run.Row("SUCCEEDED")[1], run.Row("FAILED")[1] });
        Assert.Equal("410", run.Row("callback over SQS")[1]);
        Assert.Equal("410", run.Row("callback over EventBridge")[1]);

        // Forty polls wait for the next job when the run ends.
        Assert.InRange(Number(run.Row("activity/worker")[5]), 1.99, 2.2);
        Assert.InRange(Number(run.Row("callback over SQS")[5]), 1.0, 1.6);
        Assert.All(Patterns, pattern => Assert.NotEqual(0, Number(run.Row(pattern)[1])));
        Assert.All(Patterns, pattern => Assert.Equal(["0", "0", "0"], run.Row(pattern)[2..5]));
        Assert.Contains("Lost: 0. Workers restarted: 0.", run.Program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_pattern_recovers_from_its_worker_being_killed_amid_its_work()
    {
        await using var run = new LocalFleetRun(("CLAIMS", "1000"));

        Assert.True(await run.Program.ExitAsync() == 0, run.Program.Output);

        Assert.All(
            Workers,
            worker => Assert.Contains($"{worker} exited with 137: restarted", run.Program.Output, StringComparison.Ordinal)
        );
        Assert.Contains("A container of RunOnceWorker is killed", run.Program.Output, StringComparison.Ordinal);
        Assert.Contains("All 1,020 executions ended as their claims' data says.", run.Program.Output, StringComparison.Ordinal);
        Assert.All(
            Patterns,
            pattern =>
            {
                var row = run.Row(pattern);
                Assert.NotEqual(0, Number(row[2]));
                Assert.Equal((row[2], "0"), (row[3], row[4]));
            }
        );
        Assert.Contains("Lost: 0. Workers restarted: 6.", run.Program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_the_remedy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var run = new LocalFleetRun(("CLAIMS", "1"), ("PORT", port));

        Assert.Equal(1, await run.Program.ExitAsync());

        Assert.Contains($"Port {port} is in use", run.Program.Output, StringComparison.Ordinal);
        Assert.Contains("make run PORT=4567", run.Program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("runs as process", run.Program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_is_told_before_anything_starts()
    {
        await using var run = new LocalFleetRun(("CLAIMS", "lots"));

        Assert.Equal(64, await run.Program.ExitAsync());

        Assert.Equal("CLAIMS is 'lots', but must be a whole number from 1 to 100000. For example: CLAIMS=200.", run.Program.Output);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task An_interrupted_run_tells_what_is_unfinished_and_takes_its_children_along(string signal, int exitCode)
    {
        await using var run = new LocalFleetRun(("CLAIMS", "20000"));
        var children = await ChildrenAsync(run);
        await run.Program.LineAsync("running ");

        await RunningProgram.SignalAsync(run.Program.Id, signal);

        Assert.Equal(exitCode, await run.Program.ExitAsync());
        Assert.Contains("Interrupted: ", run.Program.Output, StringComparison.Ordinal);
        Assert.Contains(" of 20,020 executions had ended, ", run.Program.Output, StringComparison.Ordinal);
        await Task.WhenAll(children.Select(RunningProgram.GoneAsync));
    }

    [Fact]
    public async Task The_children_end_with_a_parent_that_was_killed()
    {
        await using var run = new LocalFleetRun(("CLAIMS", "1"), ("KEEP", "1"));
        var children = await ChildrenAsync(run);
        await run.Program.LineAsync("Everything runs until Ctrl-C");

        await RunningProgram.SignalAsync(run.Program.Id, "KILL");

        await Task.WhenAll(children.Select(RunningProgram.GoneAsync));
    }

    [Fact]
    public async Task An_emulator_that_dies_ends_the_run_with_its_name()
    {
        await using var run = new LocalFleetRun(("CLAIMS", "20000"));
        await run.Program.LineAsync("running ");

        await RunningProgram.SignalAsync(await run.ChildAsync("Workers.Emulator"), "KILL");

        Assert.Equal(1, await run.Program.ExitAsync());
        Assert.Contains("The emulator exited with 137, and all executions with it.", run.Program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_cannot_start_ends_the_run_with_its_last_words()
    {
        await using var run = new LocalFleetRun(("CLAIMS", "1"), ("Activities__appraise_claim__Slots", "0"));

        Assert.Equal(1, await run.Program.ExitAsync());

        Assert.Contains("ActivityWorker exited with 78 and will not do better.", run.Program.Output, StringComparison.Ordinal);
        Assert.Contains("Activities__appraise_claim__Slots", run.Program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("restarted", run.Program.Output, StringComparison.Ordinal);
    }

    private static Task<int[]> ChildrenAsync(LocalFleetRun run) => Task.WhenAll(Workers.Append("Workers.Emulator").Select(run.ChildAsync));

    private static double Number(string text) => double.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
