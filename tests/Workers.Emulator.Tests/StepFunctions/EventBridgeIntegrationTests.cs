using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

public sealed class EventBridgeIntegrationTests
{
    private const string QueueUrl = "http://localhost:4566/000000000000/desk";

    [Fact]
    public async Task An_event_tells_which_execution_put_it()
    {
        await using var emulator = await CreateAsync();
        await emulator.CreateAsync(Machine("", "\"Detail\":{\"claim.$\":\"$.claim\"},\"Resources\":[\"a\"]"));
        var execution = await emulator.StartAsync("""{"claim":7}""");

        var end = await emulator.EndAsync(execution);

        using var output = JsonDocument.Parse(end.GetProperty("output").GetString()!);
        Assert.Equal(0, output.RootElement.GetProperty("FailedEntryCount").GetInt32());
        var sent = await ReceiveAsync(emulator);
        Assert.Equal(output.RootElement.GetProperty("Entries")[0].GetProperty("EventId").GetString(), sent.GetProperty("id").GetString());
        Assert.Equal("""{"claim":7}""", sent.GetProperty("detail").GetRawText());
        Assert.Equal(
            ["a", execution, StepFunctionsHarness.MachineArn()],
            sent.GetProperty("resources").EnumerateArray().Select(resource => resource.GetString())
        );
        Assert.Equal(
            "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSucceeded TaskStateExited ExecutionSucceeded",
            await emulator.EventTypesAsync(execution)
        );
    }

    [Fact]
    public async Task An_event_carries_the_token_that_ends_its_state()
    {
        await using var emulator = await CreateAsync();
        await emulator.CreateAsync(Machine(".waitForTaskToken", "\"Detail\":{\"taskToken.$\":\"$$.Task.Token\"}"));
        var execution = await emulator.StartAsync();
        await emulator.RestAsync();

        var sent = await ReceiveAsync(emulator);
        var taskToken = sent.GetProperty("detail").GetProperty("taskToken").GetString();
        await emulator.CallAsync("SendTaskSuccess", new { taskToken, output = "\"told\"" });
        var end = await emulator.EndAsync(execution);

        Assert.Equal("\"told\"", end.GetProperty("output").GetString());
        Assert.Equal(
            "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSubmitted TaskSucceeded TaskStateExited ExecutionSucceeded",
            await emulator.EventTypesAsync(execution)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData(".waitForTaskToken")]
    public async Task An_entry_that_fails_fails_the_state(string pattern)
    {
        await using var emulator = await CreateAsync();

        var end = await emulator.RunAsync(Machine(pattern, "\"Detail\":\"not $$.Task.Token\""));

        Assert.Equal("EventBridge.FailedEntry", end.GetProperty("error").GetString());
        Assert.Equal(
            """{"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}],"FailedEntryCount":1}""",
            end.GetProperty("cause").GetString()
        );
    }

    [Fact]
    public async Task A_request_that_is_refused_fails_the_state_by_the_services_error()
    {
        await using var emulator = await CreateAsync();

        var end = await emulator.RunAsync(
            """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::events:putEvents","Parameters":{"Entries":[]},"End":true} } }"""
        );

        Assert.Equal("EventBridge.AmazonEventBridgeException", end.GetProperty("error").GetString());
        Assert.Contains(
            "Service: AmazonEventBridge; Status Code: 400; Error Code: ValidationException",
            end.GetProperty("cause").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_rule_starts_a_state_machine_with_the_event()
    {
        await using var emulator = await CreateAsync();
        await emulator.CreateAsync("""{"StartAt":"P","States":{"P":{"Type":"Pass","InputPath":"$.detail","End":true} } }""");
        await emulator.CallAsync(
            "PutTargets",
            new
            {
                Rule = "tell",
                Targets = new[]
                {
                    new
                    {
                        Id = "m",
                        Arn = StepFunctionsHarness.MachineArn(),
                        RoleArn = "arn:aws:iam::000000000000:role/r",
                    },
                },
            }
        );

        await emulator.CallAsync(
            "PutEvents",
            new
            {
                Entries = new[]
                {
                    new
                    {
                        Source = "claims",
                        DetailType = "t",
                        Detail = """{"n": 1}""",
                    },
                },
            }
        );
        await emulator.RestAsync();

        var executions = await emulator.CallAsync("ListExecutions", new { stateMachineArn = StepFunctionsHarness.MachineArn() });
        var end = await emulator.EndAsync(executions.GetProperty("executions")[0].GetProperty("executionArn").GetString()!);
        Assert.Equal("""{"n":1}""", end.GetProperty("output").GetString());
    }

    private static string Machine(string pattern, string entry) =>
        $$$"""
            {"StartAt":"Tell","States":{"Tell":{"Type":"Task","Resource":"arn:aws:states:::events:putEvents{{{pattern}}}","TimeoutSeconds":60,
            "Parameters":{"Entries":[{"Source":"claims","DetailType":"Claim paid",{{{entry}}}}]},"End":true} } }
            """;

    private static async Task<StepFunctionsHarness> CreateAsync()
    {
        var emulator = new StepFunctionsHarness();
        await emulator.CallAsync("CreateQueue", new { QueueName = "desk" });
        await emulator.CallAsync("PutRule", new { Name = "tell", EventPattern = """{"source":["claims"]}""" });
        await emulator.CallAsync(
            "PutTargets",
            new { Rule = "tell", Targets = new[] { new { Id = "q", Arn = "arn:aws:sqs:us-east-1:000000000000:desk" } } }
        );
        return emulator;
    }

    private static async Task<JsonElement> ReceiveAsync(StepFunctionsHarness emulator)
    {
        var received = await emulator.CallAsync("ReceiveMessage", new { QueueUrl });
        return JsonElement.Parse(received.GetProperty("Messages")[0].GetProperty("Body").GetString()!);
    }
}
