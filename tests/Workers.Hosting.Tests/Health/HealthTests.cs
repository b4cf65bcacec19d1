using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Workers.Hosting.Health;
using Workers.Hosting.Leases;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Health;

public sealed class HealthTests
{
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(60);

    private readonly ManualTime _time = new();

    [Fact]
    public void A_source_is_not_ready_before_the_first_answer()
    {
        var source = Source();

        Assert.Equal("appraise-claim: nothing was answered yet since the start 0 s ago", source.NotReady());

        _time.Advance(TimeSpan.FromSeconds(5));
        source.Failed("no route to host");
        Assert.Equal("appraise-claim: nothing was answered yet since the start 5 s ago (last error: no route to host)", source.NotReady());

        source.Answered();
        Assert.Null(source.NotReady());
    }

    [Fact]
    public void A_source_that_cannot_ask_before_its_first_poll_is_ready_until_that_fails()
    {
        var source = Source();
        source.Trust();
        source.PollOpened();
        Assert.Null(source.NotReady());

        source.Failed("no route to host");
        source.PollClosed();

        Assert.NotNull(source.NotReady());
    }

    [Fact]
    public void A_loop_whose_polls_are_not_answered_any_more_is_not_ready()
    {
        var source = Reached();

        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Null(source.NotReady());

        source.Failed("no route to host");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("appraise-claim: no poll was answered for 91 s (last error: no route to host)", source.NotReady());

        source.Answered();
        Assert.Null(source.NotReady());
    }

    [Fact]
    public void A_loop_that_waits_for_a_slot_is_ready_however_long_and_then_has_to_poll()
    {
        var source = Reached();
        source.WaitsForSlot();

        _time.Advance(TimeSpan.FromHours(3));
        Assert.Null(source.NotReady());

        source.GotSlot();
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Null(source.NotReady());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(source.NotReady());
    }

    [Fact]
    public void A_loop_whose_last_free_slot_is_held_by_a_poll_that_hangs_is_not_ready()
    {
        var source = Reached();
        source.PollOpened();
        source.WaitsForSlot();

        _time.Advance(TimeSpan.FromSeconds(91));
        Assert.NotNull(source.NotReady());

        source.PollClosed();
        Assert.Null(source.NotReady());
    }

    [Fact]
    public void A_problem_that_needs_help_counts_at_once_and_until_a_poll_is_answered()
    {
        var source = Reached();

        Assert.True(source.Needs("the activity does not exist"));
        Assert.False(source.Needs("the activity does not exist"));
        Assert.Equal("appraise-claim: the activity does not exist", source.NotReady());
        Assert.Null(source.NotLive());

        source.Answered();
        Assert.Null(source.NotReady());
    }

    [Fact]
    public void A_worker_is_ready_only_between_start_and_stop_and_live_throughout()
    {
        var health = new WorkerHealth();
        Assert.Equal(["starting"], health.NotReady());
        Assert.Empty(health.NotLive());

        var source = Reached();
        health.Started([source]);
        Assert.Empty(health.NotReady());

        source.Ended();
        Assert.Single(health.NotReady());
        Assert.Single(health.NotLive());

        health.Stopping();
        Assert.Equal(["stopping: no new jobs are taken"], health.NotReady());
    }

    [Fact]
    public async Task A_worker_that_is_not_live_says_why()
    {
        var port = FreePort();
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), $"--Health:Port={port}");
        var source = Reached();
        source.Ended();
        worker.Health.Started([source]);

        const string Reasons = """"
            "reasons":["appraise-claim: its poll loop has ended"]}
            """";
        Assert.Equal((1, """{"status":"not live",""" + Reasons), await ProbeAsync("--live", port));
        Assert.Equal((1, """{"status":"not ready",""" + Reasons), await ProbeAsync("--ready", port));
    }

    [Fact]
    public async Task The_verb_asks_the_running_worker_and_prints_why_it_is_not_ready()
    {
        var port = FreePort();
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), $"--Health:Port={port}");
        await Soon.Next(worker.Aws.ActivityPolls);

        Assert.Equal((0, """{"status":"live"}"""), await ProbeAsync("--live", port));
        Assert.Equal((0, """{"status":"ready"}"""), await ProbeAsync("--ready", port));

        var stop = worker.StopAsync();
        Assert.Equal((1, """{"status":"not ready","reasons":["stopping: no new jobs are taken"]}"""), await ProbeAsync("--ready", port));
        Assert.Equal((0, """{"status":"live"}"""), await ProbeAsync("--live", port));
        worker.Aws.AnswerPoll(() => null);
        await Soon.Within(stop);
    }

    [Fact]
    public async Task The_verb_says_where_nobody_answers()
    {
        var port = FreePort();

        var (exitCode, output) = await ProbeAsync("--live", port);

        Assert.Equal(1, exitCode);
        Assert.Contains($"http://127.0.0.1:{port}/health/live (Health:Port is {port})", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/", 404)]
    [InlineData("POST", "/health/live", 405)]
    public async Task Anything_else_is_refused(string method, string path, int status)
    {
        var port = FreePort();
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), $"--Health:Port={port}");
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://127.0.0.1:{port}{path}");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    private static async Task<(int ExitCode, string Output)> ProbeAsync(string flag, string port)
    {
        await using var application = WorkerHost.CreateBuilder(["health", flag, $"--Health:Port={port}"]).Build();
        await using var output = new StringWriter();
        application.Output = output;
        var exitCode = await application.RunAsync(TestContext.Current.CancellationToken);
        return (exitCode, output.ToString().TrimEnd());
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private SourceHealth Reached()
    {
        var source = Source();
        source.Answered();
        return source;
    }

    private SourceHealth Source() => new("appraise-claim", LongPoll, new WorkerClock(_time));
}
