using EndToEnd.Fleet;
using EndToEnd.Processes;
using Workers.Aws.StepFunctions;

namespace EndToEnd.Outages;

/// <summary>Real workers behind a network that fails, and before an emulator that pauses or forgets everything.</summary>
[Collection(nameof(OneFleetAtATime))]
public sealed class OutageTests(EmulatorFixture fleet)
{
    private const string Input = """{"input":{"n":1}}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_whose_token_is_lost_on_the_wire_times_out_within_its_heartbeat_and_is_done_by_the_next_attempt()
    {
        await using var proxy = new FaultyProxy(new Uri(fleet.Address));
        var (_, activity) = await fleet.CreateActivityAsync();
        var machine = await fleet.CreatePatternAsync("activity-worker", ("activity_arn", activity), ("heartbeat_seconds", "3"));
        await using var worker = await StartCommandAsync(fleet, proxy.Address, activity, "0");
        await worker.LineAsync("work: polling activity");

        proxy.LoseAnswer("\"taskToken\"");
        var execution = await fleet.ExecuteAsync(machine, Input);

        Assert.Equal((1, "SUCCEEDED"), (proxy.Lost, execution.Status));
        Assert.Equal(1, await fleet.EventsAsync(execution, "ActivityTimedOut"));
        Assert.Equal(2, await fleet.EventsAsync(execution, "ActivityStarted"));
    }

    [Theory]
    [InlineData(Weather.Cut)]
    [InlineData(Weather.Silent)]
    [InlineData(Weather.Slow)]
    internal async Task A_running_job_outlives_an_outage_and_is_done_once(Weather weather)
    {
        await using var proxy = new FaultyProxy(new Uri(fleet.Address));
        var (_, activity) = await fleet.CreateActivityAsync();
        var machine = await fleet.CreatePatternAsync("activity-worker", ("activity_arn", activity), ("heartbeat_seconds", "15"));
        await using var worker = await StartCommandAsync(fleet, proxy.Address, activity, "3");
        var started = await StartedAsync(fleet, machine);

        // It ends while nothing gets through.
        proxy.Become(weather);
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, Stop);
        proxy.Become(Weather.Fair);
        var execution = await fleet.EndAsync(started);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(1, await fleet.EventsAsync(execution, "ActivityStarted"));
    }

    [Fact]
    public async Task A_job_outlives_a_pause_of_the_service()
    {
        await using var own = new EmulatorFixture();
        await own.InitializeAsync();
        var (_, activity) = await own.CreateActivityAsync();
        var machine = await own.CreatePatternAsync("activity-worker", ("activity_arn", activity), ("heartbeat_seconds", "15"));
        await using var worker = await StartCommandAsync(own, own.Address, activity, "2");
        var started = await StartedAsync(own, machine);

        await RunningProgram.SignalAsync(own.EmulatorId, "STOP");
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Stop);
        await RunningProgram.SignalAsync(own.EmulatorId, "CONT");
        var execution = await own.EndAsync(started);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(1, await own.EventsAsync(execution, "ActivityStarted"));
    }

    [Fact]
    public async Task A_service_that_comes_back_empty_handed_finds_the_worker_alive_and_at_work_again()
    {
        await using var own = new EmulatorFixture();
        await own.InitializeAsync();
        var (_, activity) = await own.CreateActivityAsync();
        var machine = await own.CreatePatternAsync("activity-worker", ("activity_arn", activity), ("heartbeat_seconds", "15"));
        await using var worker = await StartCommandAsync(own, own.Address, activity, "2");
        await StartedAsync(own, machine);

        await own.RestartEmptyHandedAsync();
        await worker.LineAsync("AWS refused the report");
        Assert.Equal(activity, (await own.CreateActivityAsync(activity.Split(':')[^1])).Arn);
        var again = await own.CreatePatternAsync("activity-worker", ("activity_arn", activity));
        var execution = await own.ExecuteAsync(again, Input);

        Assert.Equal("SUCCEEDED", execution.Status);
        await RunningProgram.SignalAsync(worker.Id, "TERM");
        Assert.Equal(0, await worker.ExitAsync());
    }

    private static async Task<RunningProgram> StartCommandAsync(EmulatorFixture fleet, string address, string activity, string seconds)
    {
        var (_, idle) = await fleet.CreateActivityAsync();
        return fleet.StartWorker(
            Build.ActivityWorker,
            ("AWS_ENDPOINT_URL", address),
            ("Activities__appraise_claim__ActivityArn", idle),
            ("Activities__work__ActivityArn", activity),
            ("Activities__work__HeartbeatSeconds", "15"),
            ("Activities__work__Handler__Kind", "Command"),
            ("Activities__work__Handler__Program", "sh"),
            ("Activities__work__Handler__Arguments__0", "-c"),
            ("Activities__work__Handler__Arguments__1", $$"""sleep {{seconds}}; echo '{"done":true}'"""),
            ("Shutdown__BudgetSeconds", "10")
        );
    }

    private static async Task<ExecutionDescription> StartedAsync(EmulatorFixture fleet, string machine)
    {
        var execution = await fleet.StartAsync(machine, Input);
        await Eventually.TrueAsync(async () => await fleet.EventsAsync(execution, "ActivityStarted") == 1);
        return execution;
    }
}
