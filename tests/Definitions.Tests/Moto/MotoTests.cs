using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Aws.StepFunctions;
using Workers.Hosting;

namespace Definitions.Tests.Moto;

/// <summary>
/// The definitions run on moto, which nobody of this project has written, with workers of the runtime. What cannot run there is listed with the
/// reason, and the reason is checked.
/// </summary>
public sealed class MotoTests(MotoEndpoint moto) : IClassFixture<MotoEndpoint>
{
    private const string Answer = """{"paid":true,"amount":250.5,"reason":null}""";
    private const string Nested = "moto passes the parameters of states:startExecution on as they are spelled, and misses StateMachineArn";
    private const string Everything = "moto fails at its activities; where they work, it fails at states:startExecution as the others do";
    private const string Tagged =
        "moto does not take the Tags of aws-sdk:sqs:createQueue, and would fail at states:startExecution like the others";
    private const string Indexed =
        "moto receives the message, but gives States.StringToJson a list where the path $.received.Messages[0].Body has an index";
    private const string Containers =
        "moto passes the parameters of ecs:runTask on as they are spelled, and misses Cluster; nor does it run containers";

    /// <summary>Those that run on any moto.</summary>
    private static readonly string[] s_everywhere = ["callback-eventbridge/definition.asl.json", "callback-sqs/definition.asl.json"];

    /// <summary>
    /// Those that wait for an activity: moto has no GetActivityTask and fails such a state, so that they run only where <c>MOTO_ENDPOINT</c>
    /// names a server that hands out tasks.
    /// </summary>
    public static TheoryData<string> WithActivities =>
        ["activity-worker/definition.asl.json", "approval/definition.asl.json", "push/dispatch.asl.json"];

    /// <summary>Those that do not run, each with its reason and with what moto says of it.</summary>
    public static TheoryData<string, string, string> NotRunning =>
        new()
        {
            { "claims/definition.asl.json", Everything, "AWSError.__init__() missing 1 required positional argument: 'message'" },
            { "job-poller/definition.asl.json", Tagged, "'Tags'" },
            { "job-poller/loop.asl.json", Indexed, "AttributeError('list' object has no attribute 'strip')" },
            { "nested-execution/definition.asl.json", Nested, "'StateMachineArn'" },
            { "push/definition.asl.json", Nested, "'StateMachineArn'" },
            { "run-once/definition.asl.json", Containers, "'Cluster'" },
            { "run-once/with-output.asl.json", Containers, "'Cluster'" },
        };

    [Fact]
    public void Every_definition_runs_or_has_a_reason_not_to()
    {
        var known = s_everywhere.Concat(WithActivities.Select(row => row.Data)).Concat(NotRunning.Select(row => row.Data.Item1));

        Assert.Equal(PatternFolder.Definitions(Samples.Patterns), known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_job_goes_over_a_queue_and_back_by_its_token()
    {
        await using var bench = await MotoBench.CreateAsync(moto.Url);

        var execution = await OverQueueAsync(bench, $$$"""{"input":{"answer":{{{Answer}}}}}""");

        AssertOutput(Answer, execution);
    }

    [Fact]
    public async Task A_job_with_a_wrong_input_fails_without_another_attempt()
    {
        await using var bench = await MotoBench.CreateAsync(moto.Url);

        var execution = await OverQueueAsync(bench, """{"input":{"failAs":7}}""");

        Assert.Equal(("FAILED", "Worker.InvalidInput"), (execution.Status, execution.Error));
    }

    [Theory]
    [InlineData($$"""{"answer":{{Answer}}}""", null)]
    [InlineData("""{"failAs":7}""", "Worker.InvalidInput")]
    public async Task A_job_goes_over_a_bus_a_rule_and_a_queue_and_back_by_its_token(string input, string? error)
    {
        await using var bench = await MotoBench.CreateAsync(moto.Url);
        var queue = await bench.QueueAsync("jobs");
        await bench.RouteAsync("desk", "claims", queue);
        await WorkAsync(bench, queue);

        var execution = await bench.RunAsync(
            "callback-eventbridge/definition.asl.json",
            $$"""{"input":{{input}}}""",
            ("event_bus_name", "desk"),
            ("event_source", "claims")
        );

        AssertEnd(execution, error);
    }

    [Theory]
    [MemberData(nameof(WithActivities))]
    public async Task A_definition_with_an_activity_runs_where_tasks_are_handed_out(string definition)
    {
        await using var bench = await HandingOutAsync();

        var execution = await WithActivityAsync(bench, definition, $$"""{"answer":{{Answer}}}""");

        AssertOutput(Answer, execution);
    }

    [Theory]
    [InlineData("activity-worker/definition.asl.json", "Worker.InvalidInput")]
    [InlineData("approval/definition.asl.json", "Approval.Rejected")]
    [InlineData("push/dispatch.asl.json", "Payment.Refused")]
    public async Task A_definition_with_an_activity_fails_as_the_job_did(string definition, string error)
    {
        await using var bench = await HandingOutAsync();

        var execution = await WithActivityAsync(bench, definition, $$"""{"failAs":"{{error}}"}""");

        Assert.Equal(("FAILED", error), (execution.Status, execution.Error));
    }

    [Fact]
    public async Task Moto_itself_hands_out_no_tasks()
    {
        await using var bench = await MotoBench.CreateAsync(moto.PlainUrl);

        Assert.False(
            await bench.HandsOutTasksAsync(),
            "Moto has GetActivityTask now: drop the condition of the definitions with activities."
        );
    }

    [Theory]
    [MemberData(nameof(NotRunning))]
    public async Task What_does_not_run_fails_for_its_reason(string definition, string reason, string said)
    {
        await using var bench = await MotoBench.CreateAsync(moto.PlainUrl);

        var replies = await bench.QueueAsync("replies");
        await bench.SendAsync(replies, """{"jobId":"7","status":"SUCCEEDED","output":1}""");

        var execution = await bench.RunAsync(
            definition,
            definition is "job-poller/loop.asl.json"
                ? $$$"""{"target":{"jobId":"7","replyQueueUrl":"{{{replies}}}"},"seen":{},"clock":{"silent":0,"elapsed":0},"looks":0}"""
                : """{"input":{"answer":1},"claim":{}}""",
            ("job_queue_url", await bench.QueueAsync("jobs")),
            ("first_look_seconds", "1")
        );

        Assert.True(
            execution.Status == "FAILED" && (await bench.CausesAsync(execution)).Contains(said),
            $"{definition} was not to run ({reason}), but it ended as {execution.Status}: {execution.Error} {execution.Cause}"
        );
    }

    private async Task<MotoBench> HandingOutAsync()
    {
        var bench = await MotoBench.CreateAsync(moto.Url);
        if (!await bench.HandsOutTasksAsync())
        {
            await bench.DisposeAsync();
            Assert.Skip("This moto has no GetActivityTask. MOTO_ENDPOINT may name a server that has it.");
        }

        return bench;
    }

    private static async Task<ExecutionDescription> OverQueueAsync(MotoBench bench, string input)
    {
        var queue = await bench.QueueAsync("jobs");
        await WorkAsync(bench, queue);
        return await bench.RunAsync("callback-sqs/definition.asl.json", input, ("queue_url", queue));
    }

    private static async Task<ExecutionDescription> WithActivityAsync(MotoBench bench, string definition, string question)
    {
        var activity = await bench.ActivityAsync("work");
        var nudges = await bench.QueueAsync("nudges");
        await bench.WorkAsync(
            worker =>
                worker.AddActivity<Assessment, Question, JsonElement>(
                    "work",
                    AssessmentJson.Default.Question,
                    AssessmentJson.Default.JsonElement,
                    options => options.ActivityArn = activity
                ),
            hasHeartbeat: Samples.Template(definition).Contains("\"HeartbeatSeconds\"", StringComparison.Ordinal)
        );
        return await bench.RunAsync(
            definition,
            definition switch
            {
                "approval/definition.asl.json" => $$"""{"title":"Pay?","request":{{question}}}""",
                "push/dispatch.asl.json" =>
                    $$"""{"job":{"execution":"e","state":"Dispatch","entered":"2026-03-01T08:00:00.000Z","mapPath":null,"traceparent":"00-00000000000000000000000000000000-0000000000000000-00"},"input":{{question}}}""",
                _ => $$"""{"input":{{question}}}""",
            },
            ("activity_arn", activity),
            ("approve_activity_arn", activity),
            ("nudge_queue_url", nudges)
        );
    }

    private static Task WorkAsync(MotoBench bench, string queueUrl) =>
        bench.WorkAsync(worker =>
            worker.AddQueue<Assessment, Question, JsonElement>(
                "jobs",
                AssessmentJson.Default.Question,
                AssessmentJson.Default.JsonElement,
                options => Receive(options, queueUrl)
            )
        );

    private static void Receive(QueueOptions options, string queueUrl)
    {
        options.QueueUrl = queueUrl;
        options.WaitTimeSeconds = 1;
    }

    private static void AssertEnd(ExecutionDescription execution, string? error)
    {
        if (error is null)
        {
            AssertOutput(Answer, execution);
        }
        else
        {
            Assert.Equal(("FAILED", error), (execution.Status, execution.Error));
        }
    }

    private static void AssertOutput(string expected, ExecutionDescription execution)
    {
        Assert.True(execution.Status == "SUCCEEDED", $"{execution.Status}: {execution.Error} {execution.Cause}");
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(execution.Output!)),
            $"Expected {expected}, but was {execution.Output}"
        );
    }
}
