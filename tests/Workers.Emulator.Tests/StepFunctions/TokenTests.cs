namespace Workers.Emulator.Tests.StepFunctions;

public sealed class TokenTests
{
    [Theory]
    [InlineData("SendTaskSuccess")]
    [InlineData("SendTaskFailure")]
    [InlineData("SendTaskHeartbeat")]
    public async Task A_token_that_the_emulator_never_made_is_invalid(string operation)
    {
        await using var emulator = new StepFunctionsHarness();

        var refused = await emulator.RefusedAsync(operation, new { taskToken = "AAAA" + new string('B', 44), output = "{}" });

        Assert.Equal(("InvalidToken", "Invalid Token: 'Invalid token'"), refused);
    }

    [Fact]
    public async Task A_task_is_closed_once_and_later_reports_are_counted()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine());
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();
        var (token, _) = await emulator.TakeAsync();
        await emulator.CallAsync(
            "SendTaskFailure",
            new
            {
                taskToken = token,
                error = "First",
                cause = "it came first",
            }
        );

        var refused = await emulator.RefusedAsync("SendTaskSuccess", new { taskToken = token, output = "{}" });

        Assert.Equal(("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"), refused);
        var end = await emulator.EndAsync(execution);
        Assert.Equal("First", end.GetProperty("error").GetString());
        Assert.Equal("it came first", end.GetProperty("cause").GetString());
        Assert.Equal("TaskTimedOut", (await emulator.RefusedAsync("SendTaskHeartbeat", new { taskToken = token })).Code);
        Assert.Equal(1, (int)emulator.Statistics()["activities"]!["work"]!["duplicateReports"]!);
    }

    [Fact]
    public async Task A_token_of_a_stopped_execution_has_timed_out()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine());
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();
        var (token, _) = await emulator.TakeAsync();

        await emulator.CallAsync(
            "StopExecution",
            new
            {
                executionArn = execution,
                error = "Stopped",
                cause = "by hand",
            }
        );

        Assert.Equal("TaskTimedOut", (await emulator.RefusedAsync("SendTaskSuccess", new { taskToken = token, output = "1" })).Code);
        var end = await emulator.EndAsync(execution);
        Assert.Equal("ABORTED", end.GetProperty("status").GetString());
        Assert.Equal("Stopped", end.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("not json", "InvalidOutput")]
    [InlineData(null, "ValidationException")]
    public async Task An_output_that_is_none_leaves_the_task_open(string? output, string code)
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine());
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();
        var (token, _) = await emulator.TakeAsync();

        Assert.Equal(code, (await emulator.RefusedAsync("SendTaskSuccess", new { taskToken = token, output })).Code);
        await emulator.CallAsync("SendTaskSuccess", new { taskToken = token, output = "true" });

        Assert.Equal("true", (await emulator.EndAsync(execution)).GetProperty("output").GetString());
    }

    [Fact]
    public async Task An_output_is_measured_in_bytes_of_UTF8()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(StepFunctionsHarness.ActivityMachine());
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();
        var (token, _) = await emulator.TakeAsync();
        string Output(int letters) => $"\"{new string('é', letters)}\"";

        var (code, message) = await emulator.RefusedAsync("SendTaskSuccess", new { taskToken = token, output = Output(131_072) });
        await emulator.CallAsync("SendTaskSuccess", new { taskToken = token, output = Output(131_071) });

        Assert.Equal("ValidationException", code);
        Assert.Contains("262144", message, StringComparison.Ordinal);
        Assert.Equal("SUCCEEDED", (await emulator.EndAsync(execution)).GetProperty("status").GetString());
    }
}
