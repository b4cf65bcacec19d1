using System.Text.Json;
using Workers.Emulator.Tests.StepFunctions;

namespace Workers.Emulator.Tests.Ecs;

public sealed class RunTaskTests
{
    private const string Definition = "arn:aws:ecs:us-east-1:000000000000:task-definition/post-ledger:3";

    [Fact]
    public async Task A_task_gets_its_override_and_ends_its_state_with_its_description()
    {
        EmulatedTask? seen = null;
        await using var emulator = Create(
            (task, _) =>
            {
                seen = task;
                return Task.FromResult(0);
            }
        );

        var end = await emulator.RunAsync(Machine(".sync"), """{"claim":"7"}""");

        Assert.Equal("post-ledger", seen!.Family);
        Assert.Equal("worker", seen.ContainerName);
        Assert.Equal(["--once"], seen.Command);
        Assert.Equal("7", seen.Environment["CLAIM"]);
        var output = JsonElement.Parse(end.GetProperty("output").GetString()!);
        Assert.Equal("STOPPED", output.GetProperty("LastStatus").GetString());
        Assert.Equal("EssentialContainerExited", output.GetProperty("StopCode").GetString());
        Assert.Equal("Essential container in task exited", output.GetProperty("StoppedReason").GetString());
        Assert.Equal(seen.TaskArn, output.GetProperty("TaskArn").GetString());
        Assert.Equal(Definition, output.GetProperty("TaskDefinitionArn").GetString());
        var container = output.GetProperty("Containers")[0];
        Assert.Equal((0, "worker"), (container.GetProperty("ExitCode").GetInt32(), container.GetProperty("Name").GetString()));
        Assert.Equal(
            "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSubmitted TaskSucceeded TaskStateExited ExecutionSucceeded",
            await emulator.EventTypesAsync(end.GetProperty("executionArn").GetString()!)
        );
    }

    [Fact]
    public async Task A_task_that_exits_with_another_code_fails_its_state_with_its_description()
    {
        await using var emulator = Create((_, _) => Task.FromResult(3));

        var end = await emulator.RunAsync(Machine(".sync"), """{"claim":"7"}""");

        Assert.Equal("States.TaskFailed", end.GetProperty("error").GetString());
        var cause = JsonElement.Parse(end.GetProperty("cause").GetString()!);
        Assert.Equal(3, cause.GetProperty("Containers")[0].GetProperty("ExitCode").GetInt32());
    }

    [Fact]
    public async Task A_task_that_throws_has_failed()
    {
        await using var emulator = Create((_, _) => throw new InvalidOperationException("sour grapes"));

        var end = await emulator.RunAsync(Machine(".sync"), """{"claim":"7"}""");

        Assert.Equal("States.TaskFailed", end.GetProperty("error").GetString());
        Assert.DoesNotContain("sour grapes", end.GetProperty("cause").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_waiting_the_state_ends_with_the_answer_of_the_call()
    {
        var never = new TaskCompletionSource<int>();
        await using var emulator = Create((_, stopped) => never.Task.WaitAsync(stopped));

        var end = await emulator.RunAsync(Machine(""), """{"claim":"7"}""");

        var output = JsonElement.Parse(end.GetProperty("output").GetString()!);
        Assert.Equal(0, output.GetProperty("Failures").GetArrayLength());
        Assert.Equal("PROVISIONING", output.GetProperty("Tasks")[0].GetProperty("LastStatus").GetString());
    }

    [Fact]
    public async Task A_task_may_report_by_its_token()
    {
        var token = new TaskCompletionSource<string>();
        await using var emulator = Create(
            (task, _) =>
            {
                token.SetResult(task.Environment["TOKEN"]);
                return Task.FromResult(0);
            }
        );
        await emulator.CreateAsync(Machine(".waitForTaskToken", "{\"Name\":\"TOKEN\",\"Value.$\":\"$$.Task.Token\"}"));
        var execution = await emulator.StartAsync("""{"claim":"7"}""");

        await emulator.CallAsync("SendTaskSuccess", new { taskToken = await token.Task, output = "\"posted\"" });

        Assert.Equal("\"posted\"", (await emulator.EndAsync(execution)).GetProperty("output").GetString());
    }

    [Fact]
    public async Task Time_that_runs_out_stops_the_task()
    {
        var stops = new TaskCompletionSource();
        await using var emulator = Create((_, stopped) => UntilStopped(stops, stopped));

        var end = await emulator.RunAsync(Machine(".sync"), """{"claim":"7"}""");

        Assert.Equal("States.Timeout", end.GetProperty("error").GetString());
        await stops.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stopping_the_execution_stops_the_task()
    {
        var stops = new TaskCompletionSource();
        await using var emulator = Create((_, stopped) => UntilStopped(stops, stopped));
        await emulator.CreateAsync(Machine(".sync"));
        var execution = await emulator.StartAsync("""{"claim":"7"}""");
        await emulator.RestAsync();

        await emulator.CallAsync("StopExecution", new { executionArn = execution });

        await stops.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_emulators_end_stops_the_task()
    {
        var stops = new TaskCompletionSource();
        await using (var emulator = Create((_, stopped) => UntilStopped(stops, stopped)))
        {
            await emulator.RunAsync(Machine(""), """{"claim":"7"}""");
        }

        Assert.True(stops.Task.IsCompleted);
    }

    [Theory]
    [InlineData(0, "SUCCEEDED")]
    [InlineData(1, "FAILED")]
    public async Task Overrides_hold_8192_characters_in_all(int more, string status)
    {
        await using var emulator = Create((_, _) => Task.FromResult(0));
        var rest = """{"ContainerOverrides":[{"Name":"worker","Command":["--once"],"Environment":[{"Name":"CLAIM","Value":""}]}]}""".Length;

        var end = await emulator.RunAsync(Machine(".sync"), $$"""{"claim":"{{new string('x', 8_192 - rest + more)}}"}""");

        Assert.Equal(status, end.GetProperty("status").GetString());
        if (more > 0)
        {
            Assert.Equal("ECS.InvalidParameterException", end.GetProperty("error").GetString());
            Assert.StartsWith(
                "Container Overrides length must be at most 8192 (Service: AmazonECS; Status Code: 400; ",
                end.GetProperty("cause").GetString(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_family_that_is_not_mapped_fails_the_state_as_one_that_is_not_there()
    {
        await using var emulator = new StepFunctionsHarness(
            taskRunners: new Dictionary<string, TaskRunner> { ["another"] = (_, _) => Task.FromResult(0) }
        );

        var end = await emulator.RunAsync(Machine(".sync"), """{"claim":"7"}""");

        Assert.Equal("ECS.ClientException", end.GetProperty("error").GetString());
        Assert.StartsWith("TaskDefinition not found. ", end.GetProperty("cause").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_mapping_the_state_fails_by_name_and_tells_the_remedy()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(Machine(".sync"), """{"claim":"7"}""");

        Assert.Equal("Emulator.UnsupportedIntegration", end.GetProperty("error").GetString());
        Assert.Contains("--task", end.GetProperty("cause").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_is_no_text_fails_the_state()
    {
        await using var emulator = Create((_, _) => Task.FromResult(0));

        var end = await emulator.RunAsync(Machine(".sync"), """{"claim":7}""");

        Assert.Equal("States.Runtime", end.GetProperty("error").GetString());
    }

    private static async Task<int> UntilStopped(TaskCompletionSource stops, CancellationToken stopped)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = stopped.Register(cancelled.SetResult);
        await cancelled.Task;
        stops.SetResult();
        return 143;
    }

    private static StepFunctionsHarness Create(TaskRunner runner) =>
        new(taskRunners: new Dictionary<string, TaskRunner> { ["post-ledger"] = runner });

    private static string Machine(string pattern, string? variable = null) =>
        $$$"""
            {"StartAt":"Post","States":{"Post":{"Type":"Task","Resource":"arn:aws:states:::ecs:runTask{{{pattern}}}","TimeoutSeconds":60,
            "Parameters":{"Cluster":"jobs","LaunchType":"FARGATE","TaskDefinition":"{{{Definition}}}","Overrides":{"ContainerOverrides":[
            {"Name":"worker","Command":["--once"],"Environment":[{{{variable
            ?? "{\"Name\":\"CLAIM\",\"Value.$\":\"$.claim\"}"}}}]}]}},"End":true} } }
            """;
}
