using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>Functions of AWS Lambda.</summary>
public sealed class FunctionTests
{
    private const string Arn = "arn:aws:lambda:us-east-1:000000000000:function:appraise";

    [Fact]
    public async Task A_function_that_is_the_Resource_gets_the_input_and_gives_the_output()
    {
        await using var emulator = new StepFunctionsHarness();
        emulator.MapFunction(
            "appraise",
            (call, _) => Task.FromResult<string?>($$"""{"got":{{call.Payload}},"by":"{{call.FunctionName}}"}""")
        );

        var end = await emulator.RunAsync(Machine($"{Arn}:live"), """{"a":1}""");

        Assert.Equal("""{"got":{"a":1},"by":"appraise"}""", end.GetProperty("output").GetString());
        Assert.Equal(
            "ExecutionStarted TaskStateEntered LambdaFunctionScheduled LambdaFunctionStarted LambdaFunctionSucceeded TaskStateExited "
                + "ExecutionSucceeded",
            await emulator.EventTypesAsync(end.GetProperty("executionArn").GetString()!)
        );
    }

    [Theory]
    [InlineData("appraise")]
    [InlineData("appraise:live")]
    [InlineData("000000000000:function:appraise")]
    [InlineData(Arn)]
    public async Task An_invocation_finds_the_function_by_each_form_of_its_name(string name)
    {
        await using var emulator = new StepFunctionsHarness();
        emulator.MapFunction("appraise", (call, _) => Task.FromResult<string?>(call.Payload));

        var end = await emulator.RunAsync(
            Machine("arn:aws:states:::lambda:invoke", $$$"""{"FunctionName":"{{{name}}}","Payload.$":"$"}"""),
            """{"a":1}"""
        );

        var output = JsonElement.Parse(end.GetProperty("output").GetString()!);
        Assert.Equal("""{"a":1}""", output.GetProperty("Payload").GetRawText());
        Assert.Equal(200, output.GetProperty("StatusCode").GetInt32());
        Assert.Equal(
            "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSucceeded TaskStateExited ExecutionSucceeded",
            await emulator.EventTypesAsync(end.GetProperty("executionArn").GetString()!)
        );
    }

    [Theory]
    [InlineData(Arn, "LambdaFunctionFailed")]
    [InlineData("arn:aws:states:::lambda:invoke", "TaskFailed")]
    public async Task The_error_of_a_function_is_the_states_error_and_its_answer_the_cause(string resource, string failed)
    {
        await using var emulator = new StepFunctionsHarness();
        emulator.MapFunction("appraise", (_, _) => throw new FunctionErrorException("Claim.Invalid", "no band"));

        var end = await emulator.RunAsync(Machine(resource, """{"FunctionName":"appraise"}"""));

        Assert.Equal("Claim.Invalid", end.GetProperty("error").GetString());
        var cause = JsonElement.Parse(end.GetProperty("cause").GetString()!);
        Assert.Equal(
            ("Claim.Invalid", "no band"),
            (cause.GetProperty("errorType").GetString(), cause.GetProperty("errorMessage").GetString())
        );
        Assert.Contains(
            $" {failed} ExecutionFailed",
            await emulator.EventTypesAsync(end.GetProperty("executionArn").GetString()!),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Another_exception_is_the_error_of_its_type()
    {
        await using var emulator = new StepFunctionsHarness();
        emulator.MapFunction("appraise", (_, _) => throw new TimeZoneNotFoundException("nowhere"));

        var end = await emulator.RunAsync(Machine(Arn));

        Assert.Equal("TimeZoneNotFoundException", end.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData(Arn, "LambdaFunctionTimedOut")]
    [InlineData("arn:aws:states:::lambda:invoke", "TaskTimedOut")]
    public async Task A_function_that_takes_longer_than_its_state_allows_times_out_and_is_cancelled(string resource, string timedOut)
    {
        await using var emulator = new StepFunctionsHarness();
        var cancelled = new TaskCompletionSource();
        emulator.MapFunction(
            "appraise",
            async (_, stopped) =>
            {
                using var registration = stopped.Register(cancelled.SetResult);
                await Task.Delay(TimeSpan.FromHours(1), emulator.Clock, stopped);
                return null;
            }
        );

        var end = await emulator.RunAsync(Machine(resource, """{"FunctionName":"appraise"}""", "\"TimeoutSeconds\":5,"));

        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("States.Timeout", end.GetProperty("error").GetString());
        Assert.Equal(TimeSpan.FromSeconds(5), emulator.Clock.Elapsed);
        Assert.Contains(
            $" {timedOut} ",
            await emulator.EventTypesAsync(end.GetProperty("executionArn").GetString()!),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(Arn)]
    [InlineData("arn:aws:states:::lambda:invoke")]
    public async Task A_function_needs_to_give_no_signs_of_life(string resource)
    {
        await using var emulator = new StepFunctionsHarness();
        emulator.MapFunction(
            "appraise",
            async (_, stopped) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(5), emulator.Clock, stopped);
                return "1";
            }
        );

        var end = await emulator.RunAsync(
            Machine(resource, """{"FunctionName":"appraise"}""", "\"TimeoutSeconds\":60,\"HeartbeatSeconds\":1,")
        );

        Assert.Equal("SUCCEEDED", end.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_callback_ends_by_its_token_after_the_function_has_answered()
    {
        await using var emulator = new StepFunctionsHarness();
        string? token = null;
        emulator.MapFunction(
            "appraise",
            (call, _) =>
            {
                token = JsonElement.Parse(call.Payload).GetProperty("token").GetString();
                return Task.FromResult<string?>("\"later\"");
            }
        );
        await emulator.CreateAsync(
            Machine(
                "arn:aws:states:::lambda:invoke.waitForTaskToken",
                """{"FunctionName":"appraise","Payload":{"token.$":"$$.Task.Token"}}""",
                "\"TimeoutSeconds\":60,"
            )
        );
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();

        await emulator.CallAsync("SendTaskSuccess", new { taskToken = token, output = "7" });

        Assert.Equal("7", (await emulator.EndAsync(execution)).GetProperty("output").GetString());
        Assert.Equal(
            "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSubmitted TaskSucceeded TaskStateExited ExecutionSucceeded",
            await emulator.EventTypesAsync(execution)
        );
    }

    [Fact]
    public async Task A_function_that_fails_fails_the_callback_that_it_was_to_start()
    {
        await using var emulator = new StepFunctionsHarness();
        emulator.MapFunction("appraise", (_, _) => throw new FunctionErrorException("Claim.Invalid", "no band"));

        var end = await emulator.RunAsync(
            Machine("arn:aws:states:::lambda:invoke.waitForTaskToken", """{"FunctionName":"appraise","Payload":{}}""")
        );

        Assert.Equal("Claim.Invalid", end.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Stopping_an_execution_does_not_wait_for_the_function()
    {
        await using var emulator = new StepFunctionsHarness();
        emulator.MapFunction(
            "appraise",
            async (_, stopped) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, emulator.Clock, stopped);
                return null;
            }
        );
        await emulator.CreateAsync(Machine(Arn));
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();

        await emulator.CallAsync("StopExecution", new { executionArn = execution });

        Assert.Equal("ABORTED", (await emulator.EndAsync(execution)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(Arn)]
    [InlineData("arn:aws:states:::lambda:invoke")]
    public async Task A_function_that_is_not_there_is_told_as_Lambda_tells_it(string resource)
    {
        await using var emulator = new StepFunctionsHarness();
        emulator.MapFunction("other", (_, _) => Task.FromResult<string?>(null));

        var end = await emulator.RunAsync(Machine(resource, """{"FunctionName":"appraise"}"""));

        Assert.Equal("Lambda.ResourceNotFoundException", end.GetProperty("error").GetString());
        Assert.StartsWith(
            $"Function not found: {Arn}:$LATEST (Service: AWSLambda; Status Code: 404; ",
            end.GetProperty("cause").GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("not JSON", "Runtime.MarshalError")]
    public async Task A_result_that_is_not_JSON_is_the_functions_error(string result, string error)
    {
        await using var emulator = new StepFunctionsHarness();
        emulator.MapFunction("appraise", (_, _) => Task.FromResult<string?>(result));

        Assert.Equal(error, (await emulator.RunAsync(Machine(Arn))).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_result_that_is_too_long_fails_the_state()
    {
        await using var emulator = new StepFunctionsHarness();
        emulator.MapFunction("appraise", (_, _) => Task.FromResult<string?>($"\"{new string('a', 262_144)}\""));

        Assert.Equal("States.DataLimitExceeded", (await emulator.RunAsync(Machine(Arn))).GetProperty("error").GetString());
    }

    [Fact]
    public async Task An_event_is_accepted_at_once()
    {
        await using var emulator = new StepFunctionsHarness();
        var called = new TaskCompletionSource();
        emulator.MapFunction(
            "appraise",
            (_, _) =>
            {
                called.SetResult();
                return Task.FromResult<string?>("1");
            }
        );

        var end = await emulator.RunAsync(
            Machine("arn:aws:states:::lambda:invoke", """{"FunctionName":"appraise","InvocationType":"Event"}""")
        );

        Assert.Equal(202, JsonElement.Parse(end.GetProperty("output").GetString()!).GetProperty("StatusCode").GetInt32());
        await called.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private static string Machine(string resource, string? parameters = null, string fields = "") =>
        $$$"""
            {"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"{{{resource}}}",{{{fields}}}
            {{{(parameters is null ? "" : $"\"Parameters\":{parameters},")}}}"End":true} } }
            """;
}
