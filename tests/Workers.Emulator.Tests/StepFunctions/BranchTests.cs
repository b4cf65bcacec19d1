using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

public sealed class BranchTests
{
    private const string Work = """
        {"Type":"Task","Resource":"arn:aws:states:us-east-1:000000000000:activity:work","End":true}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parallel_puts_outputs_in_the_order_of_its_branches()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(
            """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"Slow","States":{"Slow":{"Type":"Wait","Seconds":9,"Next":"A"},"A":{"Type":"Pass","Result":"slow","End":true}}},
              {"StartAt":"Fast","States":{"Fast":{"Type":"Pass","Result":"fast","End":true}}}]}}}
            """
        );

        Assert.Equal("""["slow","fast"]""", end.GetProperty("output").GetString());
    }

    [Fact]
    public async Task The_first_branch_that_fails_ends_the_others_and_takes_their_tasks_away()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            $$"""
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"Work","States":{"Work":{{Work}}} },
              {"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":5,"Next":"Fail"},"Fail":{"Type":"Fail","Error":"Sour"} } }]} } }
            """
        );
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();
        var (token, _) = await emulator.TakeAsync();

        var end = await emulator.EndAsync(execution);

        Assert.Equal("Sour", end.GetProperty("error").GetString());
        Assert.EndsWith(
            "WaitStateExited FailStateEntered TaskStateAborted ParallelStateFailed ExecutionFailed",
            await emulator.EventTypesAsync(execution),
            StringComparison.Ordinal
        );
        Assert.Equal("TaskTimedOut", (await emulator.RefusedAsync("SendTaskSuccess", new { taskToken = token, output = "1" })).Code);
        Assert.Equal(1, (int)emulator.Statistics()["activities"]!["work"]!["aborted"]!);
    }

    [Fact]
    public async Task Map_runs_no_more_iterations_at_a_time_than_it_is_told()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            $$"""
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":2,"End":true,
              "ItemSelector":{"index.$":"$$.Map.Item.Index","value.$":"$$.Map.Item.Value"},
              "ItemProcessor":{"StartAt":"Work","States":{"Work":{{Work}}} } } } }
            """
        );
        var execution = await emulator.StartAsync("[10,11,12,13,14]");
        var served = 0;
        while (served < 5)
        {
            await emulator.RestAsync();
            var scheduled = (int)emulator.Statistics()["activities"]!["work"]!["scheduled"]!;
            Assert.InRange(scheduled - served, 1, 2);
            var (token, input) = await emulator.TakeAsync();
            await emulator.CallAsync("SendTaskSuccess", new { taskToken = token, output = input });
            served++;
        }

        var end = await emulator.EndAsync(execution);

        using var output = JsonDocument.Parse(end.GetProperty("output").GetString()!);
        Assert.Equal([10, 11, 12, 13, 14], output.RootElement.EnumerateArray().Select(item => item.GetProperty("value").GetInt32()));
        Assert.Equal([0, 1, 2, 3, 4], output.RootElement.EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));
    }

    [Fact]
    public async Task Map_over_nothing_succeeds_with_nothing()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(
            """{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}""",
            "[]"
        );

        Assert.Equal("[]", end.GetProperty("output").GetString());
    }

    [Fact]
    public async Task A_failed_iteration_aborts_the_others_and_a_retrier_runs_all_of_them_again()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            $$"""
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"Retry":[{"ErrorEquals":["Once"],"IntervalSeconds":60}],
              "ItemProcessor":{"StartAt":"Work","States":{"Work":{{Work}}} } } } }
            """
        );
        var execution = await emulator.StartAsync("[1,2]");
        await emulator.RestAsync();
        var (first, _) = await emulator.TakeAsync();
        await emulator.CallAsync("SendTaskFailure", new { taskToken = first, error = "Once" });
        await emulator.RestAsync();
        for (var i = 0; i < 2; i++)
        {
            var (token, input) = await emulator.Clock.RunUntilAsync(emulator.TakeAsync(), Cancellation);
            await emulator.CallAsync("SendTaskSuccess", new { taskToken = token, output = input });
        }

        var end = await emulator.EndAsync(execution);

        Assert.Equal("[1,2]", end.GetProperty("output").GetString());
        Assert.Equal(TimeSpan.FromSeconds(60), emulator.Clock.Elapsed);
        Assert.Contains(
            "ActivityFailed MapIterationFailed TaskStateAborted MapIterationAborted TaskStateAborted MapStateStarted",
            await emulator.EventTypesAsync(execution),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Variables_of_an_iteration_stay_within_it()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(
            """
            {"StartAt":"Set","States":{
              "Set":{"Type":"Pass","Assign":{"x":1},"Next":"M"},
              "M":{"Type":"Map","Next":"Show","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","Assign":{"y.$":"$x"},"End":true}}}},
              "Show":{"Type":"Pass","Parameters":{"x.$":"$x"},"End":true}}}
            """,
            "[1]"
        );

        Assert.Equal("""{"x":1}""", end.GetProperty("output").GetString());
    }

    [Fact]
    public async Task Forty_iterations_run_at_a_time_where_nothing_limits_them()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            $$"""
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"Work","States":{"Work":{{Work}}} } } } }
            """
        );
        await emulator.StartAsync($"[{string.Join(',', Enumerable.Range(0, 100).Select(i => i.ToString(CultureInfo.InvariantCulture)))}]");
        await emulator.RestAsync();

        Assert.Equal(40, (int)emulator.Statistics()["activities"]!["work"]!["scheduled"]!);
    }
}
