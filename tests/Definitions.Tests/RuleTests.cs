using System.Text.Json.Nodes;

namespace Definitions.Tests;

/// <summary>What every definition must have, whichever pattern it shows.</summary>
public sealed class RuleTests
{
    private const string Callback = ".waitForTaskToken";
    private const string NoTrace = "00-00000000000000000000000000000000-0000000000000000-00";

    private static readonly string[] s_lastingErrors = ["Worker.InvalidInput", "Worker.InvalidOutput", "Worker.OutputTooLarge"];

    public static TheoryData<string> All => Samples.All;

    /// <summary>Those that callers start. The others are started by these, which tell them all they need.</summary>
    public static TheoryData<string> StartedByCallers =>
        [.. PatternFolder.Definitions(Samples.Patterns).Except(["job-poller/loop.asl.json", "push/dispatch.asl.json"])];

    [Theory]
    [MemberData(nameof(All))]
    public void The_machine_has_a_time_limit_above_that_of_each_task(string definition)
    {
        var machine = Samples.Machine(definition);

        var limit = machine["TimeoutSeconds"]!.GetValue<int>();

        Assert.All(Tasks(machine), task => Assert.InRange(task.State["TimeoutSeconds"]!.GetValue<int>(), 1, limit - 1));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_job_but_approvals_has_a_heartbeat_below_its_time_limit_and_tells_it_to_the_worker(string definition)
    {
        Assert.All(
            Jobs(definition),
            job =>
            {
                if (job.Name.Contains("Approv", StringComparison.Ordinal))
                {
                    Assert.Null(job.State["HeartbeatSeconds"]);
                    return;
                }

                var heartbeat = job.State["HeartbeatSeconds"]!.GetValue<int>();
                Assert.True(heartbeat < job.State["TimeoutSeconds"]!.GetValue<int>(), job.Name);
                Assert.Equal(
                    heartbeat.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    Envelope(job.State)["heartbeatSeconds"]
                );
            }
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_job_is_given_the_envelope(string definition)
    {
        Assert.All(
            Jobs(definition),
            job =>
                Assert.Superset(
                    new HashSet<string> { "execution", "state", "entered", "attempt", "traceparent", "input" },
                    Envelope(job.State).Keys.ToHashSet(StringComparer.Ordinal)
                )
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_task_token_is_sent_to_those_who_are_waited_for_and_to_nobody_else(string definition)
    {
        Assert.All(
            Tasks(Samples.Machine(definition)),
            task =>
                Assert.Equal(
                    Resource(task.State).EndsWith(Callback, StringComparison.Ordinal),
                    task.State["Parameters"]!.ToJsonString().Contains("\"$$.Task.Token\"", StringComparison.Ordinal)
                )
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_job_given_back_at_shutdown_is_retried_by_a_retrier_of_its_own(string definition)
    {
        Assert.All(
            Jobs(definition),
            job =>
            {
                var retriers = Retriers(job).Select(Errors).ToList();
                Assert.Equal(["Worker.Shutdown"], Assert.Single(retriers, errors => errors.Contains("Worker.Shutdown")));
            }
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Errors_that_another_attempt_cannot_change_are_not_retried(string definition)
    {
        Assert.All(
            Jobs(definition),
            job =>
            {
                // A time-out is no lasting error: it is caught in case the workers stay away for all attempts.
                var caught = (job.State["Catch"]?.AsArray() ?? [])
                    .OfType<JsonNode>()
                    .SelectMany(Errors)
                    .Where(error => error != "States.Timeout");
                Assert.All(
                    s_lastingErrors.Concat(caught),
                    error =>
                        Assert.All(new[] { job.State, job.Around }.OfType<JsonNode>(), state => Assert.Equal(0, MaxAttempts(state, error)))
                );
            }
        );
    }

    [Theory]
    [MemberData(nameof(StartedByCallers))]
    public void The_first_states_give_an_execution_without_a_trace_one_of_zeros(string definition)
    {
        var machine = Samples.Machine(definition);
        var first = machine["States"]![(string)machine["StartAt"]!]!;

        var fallback = machine["States"]![(string)first["Default"]!]!;

        var both = first["Choices"]![0]!["And"]!.AsArray();
        Assert.All(both, rule => Assert.Equal("$.traceparent", (string?)rule!["Variable"]));
        Assert.True((bool?)both[0]!["IsPresent"]);
        Assert.Equal("*-*-*-*", (string?)both[1]!["StringMatches"]);
        Assert.Equal((NoTrace, "$.traceparent"), ((string?)fallback["Result"], (string?)fallback["ResultPath"]));
        Assert.Equal((string?)first["Choices"]![0]!["Next"], (string?)fallback["Next"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_message_carries_the_trace_that_its_body_or_its_input_names(string definition)
    {
        Assert.All(
            Tasks(Samples.Machine(definition)).Where(task => Resource(task.State).Contains(":sqs:sendMessage", StringComparison.Ordinal)),
            task =>
            {
                var attribute = task.State["Parameters"]!["MessageAttributes"]!["traceparent"]!;
                Assert.Equal("String", (string?)attribute["DataType"]);
                Assert.EndsWith(".traceparent", (string?)attribute["StringValue.$"], StringComparison.Ordinal);
            }
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_task_says_what_happens_when_it_fails(string definition)
    {
        Assert.All(Tasks(Samples.Machine(definition)), task => Assert.NotEmpty(Retriers(task)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_page_explains_every_variable(string definition)
    {
        var page = File.ReadAllText(ReadmeDiagrams.PageOf(Samples.Patterns, definition));

        Assert.All(
            Samples.Variables(Samples.Template(definition)),
            variable => Assert.Contains($"`{variable}`", page, StringComparison.Ordinal)
        );
    }

    private static IReadOnlyList<TaskState> Jobs(string definition) =>
        [
            .. Tasks(Samples.Machine(definition))
                .Where(task =>
                    Resource(task.State).EndsWith(Callback, StringComparison.Ordinal)
                    || !Resource(task.State).StartsWith("arn:aws:states:::", StringComparison.Ordinal)
                ),
        ];

    private static IEnumerable<TaskState> Tasks(JsonNode machine, JsonNode? around = null) =>
        machine["States"]!
            .AsObject()
            .SelectMany(state =>
                (string)state.Value!["Type"]! is "Task"
                    ? [new TaskState(state.Key, state.Value!, around)]
                    : new[] { state.Value!["ItemProcessor"], state.Value!["Iterator"] }
                        .Concat(state.Value!["Branches"]?.AsArray() ?? [])
                        .OfType<JsonNode>()
                        .SelectMany(inner => Tasks(inner, state.Value))
            );

    // What fails inside of a Parallel or a Map fails all of it, which may be retried as a whole.
    private static IEnumerable<JsonNode> Retriers(TaskState task) =>
        new[] { task.State, task.Around }.OfType<JsonNode>().SelectMany(state => state["Retry"]?.AsArray() ?? []).OfType<JsonNode>();

    // How often the state retries an error: the first retrier that matches decides, and a job's own errors are matched by States.TaskFailed, too.
    private static int MaxAttempts(JsonNode state, string error) =>
        (state["Retry"]?.AsArray() ?? []).OfType<JsonNode>().FirstOrDefault(retrier => Errors(retrier).Any(name => Matches(name, error)))
            is { } first
            ? (int?)first["MaxAttempts"] ?? 3
            : 0;

    private static bool Matches(string name, string error) =>
        name == error || name is "States.ALL" || (name is "States.TaskFailed" && error is not "States.Timeout");

    private static IEnumerable<string> Errors(JsonNode retrier) => retrier["ErrorEquals"]!.AsArray().Select(error => (string)error!);

    private static string Resource(JsonNode task) => (string)task["Resource"]!;

    private static Dictionary<string, string> Envelope(JsonNode job)
    {
        var parameters = job["Parameters"]!;
        if (parameters["Overrides"] is { } overrides)
        {
            return overrides["ContainerOverrides"]![0]!["Environment"]!
                .AsArray()
                .ToDictionary(
                    variable => VariableKey((string)variable!["Name"]!),
                    variable => (string)(variable!["Value"] ?? variable["Value.$"])!
                );
        }

        var envelope = parameters["MessageBody"] ?? parameters["Entries"]?[0]?["Detail"] ?? parameters;
        return envelope["job"]!
            .AsObject()
            .Concat(envelope.AsObject().Where(pair => pair.Key is not "job"))
            .ToDictionary(pair => pair.Key.Replace(".$", "", StringComparison.Ordinal), pair => pair.Value?.ToString() ?? "");
    }

    private static string VariableKey(string variable) =>
        variable switch
        {
            "WORKERS_JOB_HEARTBEAT_SECONDS" => "heartbeatSeconds",
            _ => variable
                .Replace("WORKERS_JOB_", "", StringComparison.Ordinal)
                .Replace("WORKERS_", "", StringComparison.Ordinal)
                .ToLowerInvariant(),
        };

    private sealed record TaskState(string Name, JsonNode State, JsonNode? Around);
}
