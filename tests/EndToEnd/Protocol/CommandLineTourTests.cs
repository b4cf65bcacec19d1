using System.Text.Json;

namespace EndToEnd.Protocol;

/// <summary>A tour of the services with the aws command line: what people type.</summary>
public sealed class CommandLineTourTests(EmulatorUnderTest emulator) : IClassFixture<EmulatorUnderTest>
{
    private const string Definition = """{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":600,"End":true}}}""";

    [Fact]
    public async Task Step_Functions_from_a_state_machine_to_a_redrive()
    {
        var activity = await TextAsync("activityArn", "stepfunctions", "create-activity", "--name", "tour");
        Assert.Contains(activity, await OutputAsync("stepfunctions", "list-activities"), StringComparison.Ordinal);
        var machine = await TextAsync(
            "stateMachineArn",
            "stepfunctions",
            "create-state-machine",
            "--name",
            "tour",
            "--definition",
            Definition,
            "--role-arn",
            "arn:aws:iam::000000000000:role/tour"
        );
        Assert.Equal(Definition, await TextAsync("definition", "stepfunctions", "describe-state-machine", "--state-machine-arn", machine));
        await OutputAsync("stepfunctions", "tag-resource", "--resource-arn", machine, "--tags", "key=team,value=claims");
        Assert.Contains(
            "claims",
            await OutputAsync("stepfunctions", "list-tags-for-resource", "--resource-arn", machine),
            StringComparison.Ordinal
        );

        var version = await TextAsync(
            "stateMachineVersionArn",
            "stepfunctions",
            "publish-state-machine-version",
            "--state-machine-arn",
            machine
        );
        var alias = await TextAsync(
            "stateMachineAliasArn",
            "stepfunctions",
            "create-state-machine-alias",
            "--name",
            "live",
            "--routing-configuration",
            $"stateMachineVersionArn={version},weight=100"
        );
        var execution = await TextAsync("executionArn", "stepfunctions", "start-execution", "--state-machine-arn", alias, "--name", "one");
        await OutputAsync("stepfunctions", "stop-execution", "--execution-arn", execution, "--error", "Tour");
        Assert.Equal("REDRIVABLE", await TextAsync("redriveStatus", "stepfunctions", "describe-execution", "--execution-arn", execution));
        await OutputAsync("stepfunctions", "redrive-execution", "--execution-arn", execution);
        var running = await OutputAsync("stepfunctions", "list-executions", "--state-machine-arn", machine, "--status-filter", "RUNNING");
        Assert.Contains(execution, running, StringComparison.Ordinal);
        var history = await OutputAsync("stepfunctions", "get-execution-history", "--execution-arn", execution);
        Assert.Contains("ExecutionRedriven", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queues_and_rules()
    {
        var url = await TextAsync("QueueUrl", "sqs", "create-queue", "--queue-name", "tour");
        Assert.Contains(url, await OutputAsync("sqs", "list-queues"), StringComparison.Ordinal);
        await OutputAsync(
            "sqs",
            "add-permission",
            "--queue-url",
            url,
            "--label",
            "tour",
            "--aws-account-ids",
            "111111111111",
            "--actions",
            "SendMessage"
        );
        await OutputAsync("sqs", "set-queue-attributes", "--queue-url", url, "--attributes", "VisibilityTimeout=60");
        var attributes = await OutputAsync("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "All");
        var queue = JsonElement.Parse(attributes).GetProperty("Attributes");
        Assert.Equal("60", queue.GetProperty("VisibilityTimeout").GetString());

        await OutputAsync("events", "put-rule", "--name", "tour", "--event-pattern", """{"source":["claims"]}""");
        await OutputAsync(
            "events",
            "put-targets",
            "--rule",
            "tour",
            "--targets",
            $"Id=queue,Arn={queue.GetProperty("QueueArn").GetString()}"
        );
        await OutputAsync(
            "events",
            "put-events",
            "--entries",
            """[{"Source":"claims","DetailType":"appraised","Detail":"{\"amount\":250}"}]"""
        );
        var received = await OutputAsync("sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "5");
        Assert.Contains("appraised", received, StringComparison.Ordinal);
        Assert.Contains("tour", await OutputAsync("events", "list-rules"), StringComparison.Ordinal);
        await OutputAsync("sqs", "purge-queue", "--queue-url", url);
        await OutputAsync("sqs", "delete-queue", "--queue-url", url);
    }

    private async Task<string> TextAsync(string member, params string[] arguments) =>
        JsonElement.Parse(await OutputAsync(arguments)).GetProperty(member).GetString()!;

    private async Task<string> OutputAsync(params string[] arguments)
    {
        await ClientTool.Aws.RequireAsync();
        var (exitCode, output, errors) = await ClientTool.Aws.RunAsync([
            "--endpoint-url",
            emulator.Endpoint,
            "--output",
            "json",
            .. arguments,
        ]);
        Assert.True(exitCode == 0, errors);
        return output;
    }
}
