using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

public sealed class IntegrationTests
{
    private const string QueueUrl = "http://localhost:4566/000000000000/letters";

    private const string Callback = """
        {"StartAt":"Write","States":{"Write":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "TimeoutSeconds":600,"HeartbeatSeconds":60,
        "Parameters":{"QueueUrl":"http://localhost:4566/000000000000/letters",
          "MessageBody":{"input.$":"$","taskToken.$":"$$.Task.Token"},
          "MessageAttributes":{"traceparent":{"DataType":"String","StringValue.$":"$.trace"}}},"End":true}}}
        """;

    private const string Child =
        """{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":30,"Next":"Done"},"Done":{"Type":"Pass","End":true}}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_carries_the_token_that_ends_its_state()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync("CreateQueue", new { QueueName = "letters" });
        await emulator.CreateAsync(Callback);
        var execution = await emulator.StartAsync("""{"trace":"00-abc"}""");
        await emulator.RestAsync();

        var received = await emulator.CallAsync("ReceiveMessage", new { QueueUrl, MessageAttributeNames = new[] { "All" } });
        var message = received.GetProperty("Messages")[0];
        using var body = JsonDocument.Parse(message.GetProperty("Body").GetString()!);
        var token = body.RootElement.GetProperty("taskToken").GetString();
        await emulator.CallAsync("SendTaskSuccess", new { taskToken = token, output = "\"written\"" });
        var end = await emulator.EndAsync(execution);

        Assert.Equal("00-abc", message.GetProperty("MessageAttributes").GetProperty("traceparent").GetProperty("StringValue").GetString());
        Assert.Equal("\"written\"", end.GetProperty("output").GetString());
        Assert.Equal(
            "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSubmitted TaskSucceeded TaskStateExited ExecutionSucceeded",
            await emulator.EventTypesAsync(execution)
        );
        var callbacks = emulator.Statistics()["callbacks"]!["machine/Write"]!;
        Assert.Equal((1, 1, 0), ((int)callbacks["scheduled"]!, (int)callbacks["succeeded"]!, (int)callbacks["timedOut"]!));
    }

    [Fact]
    public async Task The_clocks_of_a_callback_start_when_its_message_is_sent()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync("CreateQueue", new { QueueName = "letters" });
        await emulator.CreateAsync(Callback);
        var execution = await emulator.StartAsync("""{"trace":"00-abc"}""");

        var end = await emulator.EndAsync(execution);

        Assert.Equal(TimeSpan.FromSeconds(60), emulator.Clock.Elapsed);
        Assert.Equal("States.Timeout", end.GetProperty("error").GetString());
        Assert.EndsWith("TaskSubmitted TaskTimedOut ExecutionFailed", await emulator.EventTypesAsync(execution), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_fails_the_state_by_the_services_error()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(Callback, """{"trace":"00-abc"}""");

        Assert.Equal("SQS.QueueDoesNotExistException", end.GetProperty("error").GetString());
        Assert.Contains("Service: AmazonSQS; Status Code: 400; ", end.GetProperty("cause").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".sync", "\"{\\u0022n\\u0022:1}\"")]
    [InlineData(".sync:2", "{\"n\":1}")]
    public async Task A_job_ends_its_state_with_what_it_put_out(string pattern, string output)
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Child, "child");
        var execution = await StartParentAsync(emulator, pattern);

        var end = await emulator.EndAsync(execution);

        Assert.Equal(TimeSpan.FromSeconds(30), emulator.Clock.Elapsed);
        using var result = JsonDocument.Parse(end.GetProperty("output").GetString()!);
        Assert.Equal("SUCCEEDED", result.RootElement.GetProperty("Status").GetString());
        using var expected = JsonDocument.Parse(output);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, result.RootElement.GetProperty("Output")));
    }

    [Fact]
    public async Task A_job_that_fails_fails_its_state_and_tells_why()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync("""{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Sour","Cause":"grapes"}}}""", "child");
        var execution = await StartParentAsync(emulator, ".sync:2");

        var end = await emulator.EndAsync(execution);

        Assert.Equal("States.TaskFailed", end.GetProperty("error").GetString());
        using var cause = JsonDocument.Parse(end.GetProperty("cause").GetString()!);
        Assert.Equal("Sour", cause.RootElement.GetProperty("Error").GetString());
        Assert.Equal("grapes", cause.RootElement.GetProperty("Cause").GetString());
    }

    [Fact]
    public async Task Stopping_an_execution_stops_the_job_that_it_waits_for()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Child, "child");
        var execution = await StartParentAsync(emulator, ".sync:2");
        await emulator.RestAsync();

        await emulator.CallAsync("StopExecution", new { executionArn = execution });

        var child = await emulator.EndAsync(StepFunctionsHarness.ExecutionArn("job", "child"));
        Assert.Equal("ABORTED", child.GetProperty("status").GetString());
        Assert.Equal(TimeSpan.Zero, emulator.Clock.Elapsed);
    }

    [Fact]
    public async Task An_SDK_call_speaks_the_SDKs_names()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync("CreateQueue", new { QueueName = "letters" });
        await emulator.CallAsync("SendMessage", new { QueueUrl, MessageBody = "hello" });

        var end = await emulator.RunAsync(
            """
            {"StartAt":"Receive","States":{
              "Receive":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:receiveMessage",
                "Parameters":{"QueueUrl":"http://localhost:4566/000000000000/letters"},
                "ResultSelector":{"body.$":"$.Messages[0].Body"},"ResultPath":"$.queue","Next":"Describe"},
              "Describe":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sfn:describeExecution",
                "Parameters":{"ExecutionArn.$":"$$.Execution.Id"},
                "ResultSelector":{"status.$":"$.Status","started.$":"$.StartDate"},"ResultPath":"$.execution","End":true}}}
            """
        );

        Assert.Equal(
            """{"queue":{"body":"hello"},"execution":{"status":"RUNNING","started":"2030-01-01T00:00:00.000Z"}}""",
            end.GetProperty("output").GetString()
        );
    }

    [Fact]
    public async Task An_SDK_call_of_SQS_names_everything_with_a_capital_where_the_protocol_does_not()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync("CreateQueue", new { QueueName = "dead" });
        var redrive = """{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":3}""";

        var end = await emulator.RunAsync(
            $$"""
            {"StartAt":"Create","States":{
              "Create":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:createQueue",
                "Parameters":{"QueueName":"letters","Attributes":{"RedrivePolicy":{{JsonSerializer.Serialize(redrive)}} },
                  "Tags":{"for.$":"$$.Execution.Id"} },"ResultPath":"$.queue","Next":"Tags"},
              "Tags":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:listQueueTags",
                "Parameters":{"QueueUrl.$":"$.queue.QueueUrl"},"ResultPath":"$.tagged","Next":"Sources"},
              "Sources":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:listDeadLetterSourceQueues",
                "Parameters":{"QueueUrl":"http://localhost:4566/000000000000/dead"},"ResultPath":"$.sources","Next":"Tell"},
              "Tell":{"Type":"Pass","Parameters":{"tags.$":"$.tagged.Tags","sources.$":"States.ArrayLength($.sources.QueueUrls)"},"End":true} } }
            """
        );

        Assert.Equal(
            $$"""{"tags":{"for":"{{end.GetProperty("executionArn").GetString()}}"},"sources":1}""",
            end.GetProperty("output").GetString()
        );
    }

    private static async Task<string> StartParentAsync(StepFunctionsHarness emulator, string pattern)
    {
        var parent = $$$"""
            {"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution{{{pattern}}}","End":true,
            "Parameters":{"StateMachineArn":"{{{StepFunctionsHarness.MachineArn("child")}}}","Name":"job","Input":{"n":1}} } } }
            """;
        await emulator.CreateAsync(parent);
        Assert.False(Cancellation.IsCancellationRequested);
        return await emulator.StartAsync();
    }
}
