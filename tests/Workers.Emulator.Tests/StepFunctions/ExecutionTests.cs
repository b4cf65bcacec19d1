namespace Workers.Emulator.Tests.StepFunctions;

public sealed class ExecutionTests
{
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";
    private const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}""";

    [Fact]
    public async Task A_name_starts_once_while_the_execution_runs_and_never_again()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Wait);
        var first = await emulator.StartAsync("""{"a":1}""", name: "once");

        Assert.Equal(first, await emulator.StartAsync("""{"a":1}""", name: "once"));
        var request = new
        {
            stateMachineArn = StepFunctionsHarness.MachineArn(),
            name = "once",
            input = """{"a":2}""",
        };
        Assert.Equal("ExecutionAlreadyExists", (await emulator.RefusedAsync("StartExecution", request)).Code);

        await emulator.EndAsync(first);
        var again = new
        {
            stateMachineArn = StepFunctionsHarness.MachineArn(),
            name = "once",
            input = """{"a":1}""",
        };
        Assert.Equal(
            ("ExecutionAlreadyExists", $"Execution Already Exists: '{first}'"),
            await emulator.RefusedAsync("StartExecution", again)
        );
    }

    [Fact]
    public async Task Stopping_ends_what_waits_and_says_so()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Wait);
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();

        await emulator.CallAsync("StopExecution", new { executionArn = execution });

        var end = await emulator.EndAsync(execution);
        Assert.Equal("ABORTED", end.GetProperty("status").GetString());
        Assert.Equal(TimeSpan.Zero, emulator.Clock.Elapsed);
        Assert.Equal("ExecutionStarted WaitStateEntered ExecutionAborted", await emulator.EventTypesAsync(execution));
        await emulator.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal(3, (await emulator.HistoryAsync(execution)).Count);
    }

    [Fact]
    public async Task An_output_beyond_the_limit_fails_its_state()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync("""{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"a.$":"$","b.$":"$"},"End":true}}}""");
        var execution = await emulator.StartAsync($"\"{new string('x', 140_000)}\"");

        var end = await emulator.EndAsync(execution);

        Assert.Equal("States.DataLimitExceeded", end.GetProperty("error").GetString());
        Assert.Equal(
            "The state/task 'P' returned a result with a size exceeding the maximum number of bytes service limit.",
            end.GetProperty("cause").GetString()
        );
    }

    [Fact]
    public async Task A_loop_ends_with_its_25000th_event()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(
            """
            {"StartAt":"Look","States":{
              "Look":{"Type":"Choice","Choices":[{"Variable":"$.done","IsPresent":true,"Next":"Done"}],"Default":"Again"},
              "Again":{"Type":"Pass","Next":"Look"},"Done":{"Type":"Succeed"}}}
            """
        );
        var execution = await emulator.StartAsync();

        var end = await emulator.EndAsync(execution);

        Assert.Equal("FAILED", end.GetProperty("status").GetString());
        Assert.Contains("25000", end.GetProperty("cause").GetString(), StringComparison.Ordinal);
        var last = await emulator.CallAsync(
            "GetExecutionHistory",
            new
            {
                executionArn = execution,
                reverseOrder = true,
                maxResults = 1,
            }
        );
        Assert.Equal(25_000, last.GetProperty("events")[0].GetProperty("id").GetInt32());
        Assert.Equal("ExecutionFailed", last.GetProperty("events")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_history_is_read_in_pages()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Pass);
        var execution = await emulator.StartAsync();
        await emulator.EndAsync(execution);
        var ids = new List<int>();
        string? nextToken = null;
        do
        {
            object request = nextToken is null
                ? new { executionArn = execution, maxResults = 3 }
                : new
                {
                    executionArn = execution,
                    maxResults = 3,
                    nextToken,
                };
            var page = await emulator.CallAsync("GetExecutionHistory", request);
            ids.AddRange(page.GetProperty("events").EnumerateArray().Select(entry => entry.GetProperty("id").GetInt32()));
            nextToken = page.TryGetProperty("nextToken", out var next) ? next.GetString() : null;
        } while (nextToken is not null);

        Assert.Equal([1, 2, 3, 4], ids);
    }

    [Fact]
    public async Task A_history_without_data_keeps_its_payloads_to_itself()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Pass);
        var execution = await emulator.StartAsync("""{"secret":1}""");
        await emulator.EndAsync(execution);

        var answer = await emulator.CallAsync("GetExecutionHistory", new { executionArn = execution, includeExecutionData = false });

        Assert.Equal(4, answer.GetProperty("events").GetArrayLength());
        Assert.DoesNotContain("secret", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_keeps_the_spelling_that_it_came_with()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(Pass, "[1.0,  \"\\u00e9\"]");

        Assert.Equal("[1.0,  \"\\u00e9\"]", end.GetProperty("output").GetString());
    }

    [Fact]
    public async Task Only_the_latest_closed_executions_are_kept()
    {
        await using var emulator = new StepFunctionsHarness(retainedClosedExecutions: 2);
        await emulator.CreateAsync(Pass);
        foreach (var name in new[] { "a", "b", "c" })
        {
            await emulator.EndAsync(await emulator.StartAsync(name: name));
        }

        var gone = new { executionArn = StepFunctionsHarness.ExecutionArn("a") };
        Assert.Equal("ExecutionDoesNotExist", (await emulator.RefusedAsync("DescribeExecution", gone)).Code);
        var list = await emulator.CallAsync("ListExecutions", new { stateMachineArn = StepFunctionsHarness.MachineArn() });
        Assert.Equal(["c", "b"], list.GetProperty("executions").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task An_update_does_not_touch_what_runs()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Wait);
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();

        await emulator.CallAsync(
            "UpdateStateMachine",
            new { stateMachineArn = StepFunctionsHarness.MachineArn(), definition = """{"StartAt":"F","States":{"F":{"Type":"Fail"}}}""" }
        );

        Assert.Equal("SUCCEEDED", (await emulator.EndAsync(execution)).GetProperty("status").GetString());
        Assert.Equal("FAILED", (await emulator.EndAsync(await emulator.StartAsync())).GetProperty("status").GetString());
        var counted = emulator.Statistics()["executions"]!["machine"]!;
        Assert.Equal((0, 1, 1), ((int)counted["RUNNING"]!, (int)counted["SUCCEEDED"]!, (int)counted["FAILED"]!));
    }

    [Fact]
    public async Task Creating_a_machine_again_is_the_same_only_to_the_letter()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Pass);
        await emulator.CreateAsync(Pass);

        var (code, _) = await emulator.RefusedAsync(
            "CreateStateMachine",
            new
            {
                name = "machine",
                definition = Pass + " ",
                roleArn = "arn:aws:iam::000000000000:role/r",
            }
        );

        Assert.Equal("StateMachineAlreadyExists", code);
    }

    [Fact]
    public async Task Hundreds_of_executions_with_tasks_all_end_right()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine("\"TimeoutSeconds\":60,"));
        var workers = Enumerable.Range(0, 300).Select(_ => emulator.TakeAsync()).ToArray();
        var executions = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => emulator.StartAsync($"{i}")));
        var tasks = await emulator.Clock.RunUntilAsync(Task.WhenAll(workers), TestContext.Current.CancellationToken);
        await Task.WhenAll(
            tasks.Select(task => emulator.CallAsync("SendTaskSuccess", new { taskToken = task.Token, output = task.Input }))
        );

        foreach (var execution in executions)
        {
            var end = await emulator.EndAsync(execution);
            Assert.Equal(end.GetProperty("input").GetString(), end.GetProperty("output").GetString());
        }

        var activity = emulator.Statistics()["activities"]!["work"]!;
        Assert.Equal(
            (300, 300, 300, 0),
            ((int)activity["scheduled"]!, (int)activity["started"]!, (int)activity["succeeded"]!, (int)activity["duplicateReports"]!)
        );
    }
}
