using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>Executions that go on where they did not succeed.</summary>
public sealed class RedriveTests
{
    private const string TwoSteps = """
        {"StartAt":"First","States":{
          "First":{"Type":"Pass","Result":{"n":1},"ResultPath":"$.first","Assign":{"seen":7},"Next":"Work"},
          "Work":{"Type":"Task","Resource":"arn:aws:states:us-east-1:000000000000:activity:work","TimeoutSeconds":60,
            "Parameters":{"first.$":"$.first.n","seen.$":"$seen","redrives.$":"$$.Execution.RedriveCount"},"End":true}}}
        """;

    [Fact]
    public async Task A_redrive_goes_on_in_the_state_that_failed()
    {
        await using var emulator = new StepFunctionsHarness();
        var execution = await FailAsync(emulator, TwoSteps);
        await emulator.Clock.AdvanceAsync(TimeSpan.FromDays(1), TestContext.Current.CancellationToken);

        var redrive = await emulator.CallAsync("RedriveExecution", new { executionArn = execution });
        await emulator.RestAsync();
        var running = await emulator.CallAsync("DescribeExecution", new { executionArn = execution });
        var (token, input) = await emulator.TakeAsync();
        await emulator.CallAsync("SendTaskSuccess", new { taskToken = token, output = "\"done\"" });
        var end = await emulator.EndAsync(execution);

        Assert.Equal(
            ("RUNNING", "NOT_REDRIVABLE", "Execution is RUNNING and cannot be redriven"),
            (Text(running, "status"), Text(running, "redriveStatus"), Text(running, "redriveStatusReason"))
        );
        Assert.False(running.TryGetProperty("stopDate", out _));
        Assert.Equal(redrive.GetProperty("redriveDate").GetDouble(), running.GetProperty("redriveDate").GetDouble());
        Assert.Equal("""{"first":1,"seen":7,"redrives":1}""", input);
        Assert.Equal(("SUCCEEDED", "\"done\"", 1), (Text(end, "status"), Text(end, "output"), end.GetProperty("redriveCount").GetInt32()));
        Assert.Equal(
            "ExecutionStarted PassStateEntered PassStateExited TaskStateEntered ActivityScheduled ActivityStarted ActivityFailed "
                + "ExecutionFailed ExecutionRedriven ActivityScheduled ActivityStarted ActivitySucceeded TaskStateExited ExecutionSucceeded",
            await emulator.EventTypesAsync(execution)
        );
        var history = await emulator.HistoryAsync(execution);
        Assert.Equal(1, history[8].GetProperty("executionRedrivenEventDetails").GetProperty("redriveCount").GetInt32());
        Assert.Equal((8, 9), (history[8].GetProperty("previousEventId").GetInt32(), history[9].GetProperty("previousEventId").GetInt32()));
    }

    [Fact]
    public async Task Retries_and_clocks_begin_anew()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            """
            {"TimeoutSeconds":100,"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":90,"Next":"Work"},
              "Work":{"Type":"Task","Resource":"arn:aws:states:us-east-1:000000000000:activity:none","End":true,
                "Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}]}}}
            """
        );
        var execution = await emulator.StartAsync();
        await emulator.Clock.AdvanceAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await emulator.CallAsync("StopExecution", new { executionArn = execution });
        await emulator.CallAsync("RedriveExecution", new { executionArn = execution });

        var end = await emulator.EndAsync(execution);

        Assert.Equal("States.Runtime", Text(end, "error"));
        Assert.Equal(TimeSpan.FromSeconds(120), emulator.Clock.Elapsed);
        Assert.Equal(
            "ExecutionStarted WaitStateEntered ExecutionAborted ExecutionRedriven WaitStateExited TaskStateEntered ExecutionFailed",
            await emulator.EventTypesAsync(execution)
        );
    }

    [Fact]
    public async Task Branches_that_have_succeeded_are_not_run_again()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"A","States":{"A":{"Type":"Pass","Result":"a","End":true}}},
              {"StartAt":"B","States":{"B":{"Type":"Pass","Next":"Work"},
                "Work":{"Type":"Task","Resource":"arn:aws:states:us-east-1:000000000000:activity:work","End":true}}},
              {"StartAt":"C","States":{"C":{"Type":"Wait","Seconds":50,"Next":"D"},"D":{"Type":"Pass","Result":"d","End":true}}}]}}}
            """
        );
        var execution = await emulator.StartAsync();
        await FailTaskAsync(emulator);
        Assert.Equal("FAILED", Text(await emulator.EndAsync(execution), "status"));
        var before = (await emulator.HistoryAsync(execution)).Count;

        await emulator.CallAsync("RedriveExecution", new { executionArn = execution });
        await SucceedTaskAsync(emulator);
        var end = await emulator.EndAsync(execution);

        Assert.Equal("""["a","done","d"]""", Text(end, "output"));
        var types = (await emulator.HistoryAsync(execution)).Skip(before).Select(entry => Text(entry, "type")!);
        Assert.Equal(
            "ActivityScheduled ActivityStarted ActivitySucceeded ExecutionRedriven ExecutionSucceeded ParallelStateExited ParallelStateSucceeded "
                + "PassStateEntered PassStateExited TaskStateExited WaitStateExited",
            string.Join(' ', types.Order(StringComparer.Ordinal))
        );
    }

    [Fact]
    public async Task Iterations_that_have_succeeded_are_not_run_again()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{"StartAt":"C","States":{
              "C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"Work"}],"Default":"S"},"S":{"Type":"Succeed"},
              "Work":{"Type":"Task","Resource":"arn:aws:states:us-east-1:000000000000:activity:work","End":true}}}}}}
            """
        );
        var execution = await emulator.StartAsync("[1,2,3]");
        await FailTaskAsync(emulator);
        await emulator.EndAsync(execution);
        var before = (await emulator.HistoryAsync(execution)).Count;

        // Twice, so that what the first redrive kept is kept by the second as well.
        await emulator.CallAsync("RedriveExecution", new { executionArn = execution });
        await FailTaskAsync(emulator);
        await emulator.EndAsync(execution);
        await emulator.CallAsync("RedriveExecution", new { executionArn = execution });
        await SucceedTaskAsync(emulator);
        var end = await emulator.EndAsync(execution);

        Assert.Equal(("""[1,"done",3]""", 2), (Text(end, "output"), end.GetProperty("redriveCount").GetInt32()));
        var started = (await emulator.HistoryAsync(execution)).Skip(before).Where(entry => Text(entry, "type") == "MapIterationStarted");
        Assert.Equal(2, Assert.Single(started).GetProperty("mapIterationStartedEventDetails").GetProperty("index").GetInt32());
    }

    [Fact]
    public async Task A_map_run_is_redriven_with_its_children()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(MapMachine("STANDARD"));
        var execution = await emulator.StartAsync("[1,2,3]");
        await FailTaskAsync(emulator);
        await emulator.EndAsync(execution);
        var run = await RunAsync(emulator, execution);
        var failed = (await emulator.CallAsync("ListExecutions", new { mapRunArn = run, statusFilter = "FAILED" })).GetProperty(
            "executions"
        )[0];
        var child = await emulator.CallAsync("DescribeExecution", new { executionArn = Text(failed, "executionArn") });

        await emulator.CallAsync("RedriveExecution", new { executionArn = execution });
        await SucceedTaskAsync(emulator);
        var end = await emulator.EndAsync(execution);

        Assert.Equal("REDRIVABLE_BY_MAP_RUN", Text(child, "redriveStatus"));
        Assert.Equal("""[1,"done",3]""", Text(end, "output"));
        var description = await emulator.CallAsync("DescribeMapRun", new { mapRunArn = run });
        Assert.Equal(("SUCCEEDED", 1), (Text(description, "status"), description.GetProperty("redriveCount").GetInt32()));
        Assert.Equal(3, description.GetProperty("itemCounts").GetProperty("succeeded").GetInt32());
        Assert.Equal(3, (await emulator.CallAsync("ListExecutions", new { mapRunArn = run })).GetProperty("executions").GetArrayLength());
        Assert.Equal(
            "ExecutionStarted MapStateEntered MapStateStarted MapRunStarted MapRunFailed MapStateFailed ExecutionFailed ExecutionRedriven "
                + "MapRunRedriven MapRunSucceeded MapStateSucceeded MapStateExited ExecutionSucceeded",
            await emulator.EventTypesAsync(execution)
        );
    }

    [Fact]
    public async Task Children_that_are_Express_executions_are_started_anew()
    {
        await using var emulator = new StepFunctionsHarness();
        var fails = true;
        emulator.MapFunction(
            "two",
            (call, _) =>
                fails && call.Payload == "2" ? throw new FunctionErrorException("Two", "x") : Task.FromResult<string?>(call.Payload)
        );
        await emulator.CreateAsync(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{
              "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"T","States":{
              "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:000000000000:function:two","End":true}}}}}}
            """
        );
        var execution = await emulator.StartAsync("[1,2,3]");
        Assert.Equal("FAILED", Text(await emulator.EndAsync(execution), "status"));
        fails = false;

        await emulator.CallAsync("RedriveExecution", new { executionArn = execution });

        Assert.Equal("[1,2,3]", Text(await emulator.EndAsync(execution), "output"));
        var children = await emulator.CallAsync("ListExecutions", new { mapRunArn = await RunAsync(emulator, execution) });
        Assert.Equal(4, children.GetProperty("executions").GetArrayLength());
    }

    [Fact]
    public async Task A_map_run_can_be_changed_while_it_runs()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(MapMachine("STANDARD"));
        var execution = await emulator.StartAsync("[2,2,3]");
        await emulator.RestAsync();
        var run = await RunAsync(emulator, execution);
        var before = await emulator.CallAsync("DescribeMapRun", new { mapRunArn = run });

        await emulator.CallAsync(
            "UpdateMapRun",
            new
            {
                mapRunArn = run,
                maxConcurrency = 3,
                toleratedFailureCount = 2,
                toleratedFailurePercentage = 12.5,
            }
        );
        await emulator.RestAsync();
        var after = await emulator.CallAsync("DescribeMapRun", new { mapRunArn = run });
        await FailTaskAsync(emulator);
        await FailTaskAsync(emulator);
        var end = await emulator.EndAsync(execution);

        Assert.Equal(
            (1, 2),
            (
                before.GetProperty("itemCounts").GetProperty("running").GetInt32(),
                before.GetProperty("itemCounts").GetProperty("pending").GetInt32()
            )
        );
        Assert.Equal(
            (2, 0),
            (
                after.GetProperty("itemCounts").GetProperty("running").GetInt32(),
                after.GetProperty("itemCounts").GetProperty("pending").GetInt32()
            )
        );
        Assert.Equal(
            (3, 2, 12.5),
            (
                after.GetProperty("maxConcurrency").GetInt32(),
                after.GetProperty("toleratedFailureCount").GetInt32(),
                after.GetProperty("toleratedFailurePercentage").GetDouble()
            )
        );
        Assert.Equal("[3]", Text(end, "output"));
        Assert.Equal(
            "ValidationException",
            (await emulator.RefusedAsync("UpdateMapRun", new { mapRunArn = run, maxConcurrency = 3 })).Code
        );
    }

    [Fact]
    public async Task What_has_succeeded_runs_or_is_too_old_is_not_redriven()
    {
        await using var emulator = new StepFunctionsHarness();
        var execution = await FailAsync(emulator, TwoSteps);
        var running = await emulator.StartAsync();
        var old = await emulator.RefusedAsync("RedriveExecution", new { executionArn = running });
        await emulator.CallAsync("StopExecution", new { executionArn = running });
        await emulator.Clock.AdvanceAsync(TimeSpan.FromDays(14.5), TestContext.Current.CancellationToken);

        var late = await emulator.RefusedAsync("RedriveExecution", new { executionArn = execution });
        var description = await emulator.CallAsync("DescribeExecution", new { executionArn = execution });

        Assert.Equal(("ExecutionNotRedrivable", "Execution Not Redrivable: 'Execution is RUNNING and cannot be redriven'"), old);
        Assert.Equal(("ExecutionNotRedrivable", "Execution Not Redrivable: 'Execution redrivable period exceeded'"), late);
        Assert.Equal(
            ("NOT_REDRIVABLE", "Execution redrivable period exceeded"),
            (Text(description, "redriveStatus"), Text(description, "redriveStatusReason"))
        );
        Assert.Equal(
            "ExecutionDoesNotExist",
            (await emulator.RefusedAsync("RedriveExecution", new { executionArn = StepFunctionsHarness.ExecutionArn("none") })).Code
        );
        Assert.Equal(
            "InvalidArn",
            (await emulator.RefusedAsync("RedriveExecution", new { executionArn = StepFunctionsHarness.MachineArn() })).Code
        );
    }

    [Fact]
    public async Task A_client_token_makes_a_second_request_the_same_as_the_first()
    {
        await using var emulator = new StepFunctionsHarness();
        var execution = await FailAsync(emulator, TwoSteps);

        var first = await emulator.CallAsync("RedriveExecution", new { executionArn = execution, clientToken = "t" });
        var second = await emulator.CallAsync("RedriveExecution", new { executionArn = execution, clientToken = "t" });

        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(
            1,
            (await emulator.CallAsync("DescribeExecution", new { executionArn = execution })).GetProperty("redriveCount").GetInt32()
        );
        Assert.Equal(
            "ExecutionNotRedrivable",
            (await emulator.RefusedAsync("RedriveExecution", new { executionArn = execution, clientToken = "u" })).Code
        );
    }

    [Fact]
    public async Task A_redriven_execution_is_not_forgotten_while_it_runs()
    {
        await using var emulator = new StepFunctionsHarness(retainedClosedExecutions: 1);
        var execution = await FailAsync(emulator, TwoSteps);
        await emulator.CallAsync("RedriveExecution", new { executionArn = execution });
        for (var i = 0; i < 3; i++)
        {
            await emulator.CallAsync("StopExecution", new { executionArn = await emulator.StartAsync() });
        }

        Assert.Equal("RUNNING", Text(await emulator.CallAsync("DescribeExecution", new { executionArn = execution }), "status"));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static string MapMachine(string type) =>
        $$$"""
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{
              "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"{{{type}}}"},"StartAt":"C","States":{
              "C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"Work"}],"Default":"S"},"S":{"Type":"Succeed"},
              "Work":{"Type":"Task","Resource":"arn:aws:states:us-east-1:000000000000:activity:work","End":true} } } } } }
            """;

    private static async Task<string> RunAsync(StepFunctionsHarness emulator, string execution) =>
        Text((await emulator.CallAsync("ListMapRuns", new { executionArn = execution })).GetProperty("mapRuns")[0], "mapRunArn")!;

    private static async Task<string> FailAsync(StepFunctionsHarness emulator, string definition)
    {
        await emulator.CreateAsync(definition);
        var execution = await emulator.StartAsync();
        await FailTaskAsync(emulator);
        await emulator.EndAsync(execution);
        return execution;
    }

    private static async Task FailTaskAsync(StepFunctionsHarness emulator)
    {
        await emulator.RestAsync();
        var (token, _) = await emulator.TakeAsync();
        await emulator.CallAsync("SendTaskFailure", new { taskToken = token, error = "Sour" });
    }

    private static async Task SucceedTaskAsync(StepFunctionsHarness emulator)
    {
        await emulator.RestAsync();
        var (token, _) = await emulator.TakeAsync();
        await emulator.CallAsync("SendTaskSuccess", new { taskToken = token, output = "\"done\"" });
    }
}
