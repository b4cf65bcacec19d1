using System.Text.Json;

namespace EndToEnd.Protocol;

/// <summary>The aws command line against the emulator.</summary>
public sealed class AwsCommandLineTests(EmulatorUnderTest emulator) : IClassFixture<EmulatorUnderTest>
{
    [Fact]
    public async Task Sqs_create_send_receive_delete()
    {
        var url = Text(await SucceedAsync("sqs", "create-queue", "--queue-name", "cli"), "QueueUrl");
        Assert.Equal($"{emulator.Endpoint}/000000000000/cli", url);

        var sent = await SucceedAsync("sqs", "send-message", "--queue-url", url, "--message-body", "hello");
        var message = (await SucceedAsync("sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "5")).GetProperty(
            "Messages"
        )[0];
        Assert.Equal("hello", Text(message, "Body"));
        Assert.Equal(Text(sent, "MessageId"), Text(message, "MessageId"));

        await RunAsync("sqs", "delete-message", "--queue-url", url, "--receipt-handle", Text(message, "ReceiptHandle"));
        var attributes = await SucceedAsync("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "All");
        Assert.Equal("0", Text(attributes.GetProperty("Attributes"), "ApproximateNumberOfMessagesNotVisible"));
    }

    [Fact]
    public async Task Sqs_errors_are_shown_with_their_code_and_message()
    {
        var (exitCode, _, errors) = await RunAsync("sqs", "get-queue-url", "--queue-name", "nowhere");

        Assert.NotEqual(0, exitCode);
        Assert.Contains(
            "An error occurred (AWS.SimpleQueueService.NonExistentQueue) when calling the GetQueueUrl operation: The specified queue does not exist.",
            errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Step_Functions_activity_from_creation_to_history()
    {
        var activity = Text(await SucceedAsync("stepfunctions", "create-activity", "--name", "cli"), "activityArn");
        var definition = $$$"""{"States":{"Work":{"Type":"Task","Resource":"{{{activity}}}","End":true}},"StartAt":"Work"}""";
        var machine = Text(
            await SucceedAsync(
                "stepfunctions",
                "create-state-machine",
                "--name",
                "cli",
                "--definition",
                definition,
                "--role-arn",
                "arn:aws:iam::000000000000:role/cli"
            ),
            "stateMachineArn"
        );
        var execution = Text(
            await SucceedAsync("stepfunctions", "start-execution", "--state-machine-arn", machine, "--input", """{"n":1}"""),
            "executionArn"
        );

        var task = await SucceedAsync("stepfunctions", "get-activity-task", "--activity-arn", activity);
        Assert.Equal("""{"n":1}""", Text(task, "input"));
        await RunAsync("stepfunctions", "send-task-success", "--task-token", Text(task, "taskToken"), "--task-output", "2");

        var described = await SucceedAsync("stepfunctions", "describe-execution", "--execution-arn", execution);
        Assert.Equal("SUCCEEDED", Text(described, "status"));
        Assert.Equal("2", Text(described, "output"));
        var history = await SucceedAsync("stepfunctions", "get-execution-history", "--execution-arn", execution);
        Assert.Equal("ExecutionSucceeded", Text(history.GetProperty("events").EnumerateArray().Last(), "type"));
    }

    [Fact]
    public async Task An_operation_that_is_not_supported_is_named()
    {
        var (exitCode, _, errors) = await RunAsync("events", "list-archives");

        Assert.NotEqual(0, exitCode);
        Assert.Contains(
            "An error occurred (UnknownOperationException) when calling the ListArchives operation",
            errors,
            StringComparison.Ordinal
        );
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    private async Task<JsonElement> SucceedAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(arguments);
        Assert.True(exitCode == 0, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await ClientTool.Aws.RequireAsync();
        return await ClientTool.Aws.RunAsync(["--endpoint-url", emulator.Endpoint, "--output", "json", .. arguments]);
    }
}
