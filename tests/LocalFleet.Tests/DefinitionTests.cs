using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalFleet.Definitions;

namespace LocalFleet.Tests;

/// <summary>What the definitions that the fleet runs must have beyond the rules for all of them.</summary>
public sealed class DefinitionTests
{
    private const string Callback = ".waitForTaskToken";
    private static readonly string Patterns = Path.Combine(AppContext.BaseDirectory, "Patterns");

    /// <summary>The patterns in which a worker takes the job right from the state; what holds for all of them is checked in Definitions.Tests.</summary>
    public static TheoryData<string> All => ["activity-worker", "callback-eventbridge", "callback-sqs"];

    [Theory]
    [MemberData(nameof(All))]
    public void The_machine_has_a_time_limit_above_that_of_each_job(string pattern)
    {
        var machine = Render(pattern);

        var limit = machine["TimeoutSeconds"]!.GetValue<int>();

        Assert.All(Jobs(machine), job => Assert.InRange(job.Value!["TimeoutSeconds"]!.GetValue<int>(), 1, limit - 1));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_job_has_a_heartbeat_below_its_time_limit_and_tells_it_to_the_worker(string pattern)
    {
        Assert.All(
            Jobs(Render(pattern)).Where(job => !IsApproval(job.Value!)),
            job =>
            {
                var heartbeat = job.Value!["HeartbeatSeconds"]!.GetValue<int>();
                Assert.True(heartbeat < job.Value!["TimeoutSeconds"]!.GetValue<int>(), job.Key);
                Assert.Equal(heartbeat, Envelope(job.Value!)["job"]!["heartbeatSeconds"]!.GetValue<int>());
            }
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_approval_has_no_heartbeat_and_tells_the_worker_its_time_limit(string pattern)
    {
        Assert.All(
            Jobs(Render(pattern)).Where(job => IsApproval(job.Value!)),
            job =>
            {
                Assert.Null(job.Value!["HeartbeatSeconds"]);
                Assert.Equal((int?)job.Value["TimeoutSeconds"], (int?)Envelope(job.Value)["input"]!["expiresInSeconds"]);
            }
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_job_is_given_the_envelope(string pattern)
    {
        Assert.All(
            Jobs(Render(pattern)),
            job =>
            {
                var envelope = Envelope(job.Value!);
                var told = envelope["job"]!.AsObject();
                Assert.Equal("$$.Execution.Id", (string?)told["execution.$"]);
                Assert.Equal("$$.State.Name", (string?)told["state.$"]);
                Assert.Equal("$$.State.EnteredTime", (string?)told["entered.$"]);
                Assert.Equal("$$.State.RetryCount", (string?)told["attempt.$"]);
                Assert.Equal("$.traceparent", (string?)told["traceparent.$"]);
                Assert.Equal(IsApproval(job.Value!) ? 5 : 6, told.Count);
                Assert.True(envelope.ContainsKey("input.$") || IsApproval(job.Value!), job.Key);
            }
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_task_token_is_sent_to_those_who_wait_for_it_and_to_nobody_else(string pattern)
    {
        Assert.All(
            Jobs(Render(pattern)),
            job =>
                Assert.Equal(
                    Resource(job.Value!).EndsWith(Callback, StringComparison.Ordinal) ? "$$.Task.Token" : null,
                    (string?)Envelope(job.Value!)["taskToken.$"]
                )
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_job_given_back_at_shutdown_is_retried_by_a_retrier_of_its_own(string pattern)
    {
        Assert.All(
            Jobs(Render(pattern)),
            job =>
            {
                var retriers = job.Value!["Retry"]!.AsArray().Select(retrier => Errors(retrier!)).ToList();
                Assert.Equal(["Worker.Shutdown"], Assert.Single(retriers, errors => errors.Contains("Worker.Shutdown")));
                if (!IsApproval(job.Value!))
                {
                    Assert.Equal(
                        ["States.HeartbeatTimeout", "States.Timeout"],
                        Assert.Single(retriers, errors => errors.Contains("States.Timeout")).Order(StringComparer.Ordinal)
                    );
                }

                Assert.Equal(["States.TaskFailed"], retriers[^1]);
            }
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Errors_that_another_attempt_cannot_change_are_not_retried(string pattern)
    {
        Assert.All(
            Jobs(Render(pattern)),
            job =>
            {
                var never = job.Value!["Retry"]!.AsArray().Single(retrier => (int?)retrier!["MaxAttempts"] == 0);
                Assert.Superset(
                    new HashSet<string> { "Worker.InvalidInput", "Worker.InvalidOutput", "Worker.OutputTooLarge" },
                    Errors(never!).ToHashSet(StringComparer.Ordinal)
                );
                foreach (var caught in job.Value!["Catch"]?.AsArray() ?? [])
                {
                    Assert.Subset(Errors(never!).ToHashSet(StringComparer.Ordinal), Errors(caught!).ToHashSet(StringComparer.Ordinal));
                }
            }
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_first_states_give_an_execution_without_a_trace_an_empty_one(string pattern)
    {
        var machine = Render(pattern);
        var first = machine["States"]![(string)machine["StartAt"]!]!;

        var fallback = machine["States"]![(string)first["Default"]!]!;

        Assert.Equal("$.traceparent", (string?)first["Choices"]![0]!["Variable"]);
        Assert.True((bool?)first["Choices"]![0]!["IsPresent"]);
        Assert.Equal(("", "$.traceparent"), ((string?)fallback["Result"], (string?)fallback["ResultPath"]));
        Assert.Equal((string?)first["Choices"]![0]!["Next"], (string?)fallback["Next"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_readme_explains_every_variable_and_draws_the_pattern(string pattern)
    {
        var readme = File.ReadAllText(Path.Combine(Patterns, pattern, "README.md"));

        Assert.Contains("```mermaid", readme, StringComparison.Ordinal);
        Assert.All(Variables(Template(pattern)), variable => Assert.Contains($"`{variable}`", readme, StringComparison.Ordinal));
    }

    private static string Template(string pattern) => File.ReadAllText(Path.Combine(Patterns, pattern, "definition.asl.json"));

    private static HashSet<string> Variables(string template) =>
        Regex.Matches(template, @"(?<!\$)\$\{(\w+)\}").Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    private static JsonNode Render(string pattern)
    {
        var template = Template(pattern);
        var values = Variables(template)
            .ToDictionary(
                name => name,
                name =>
                    name switch
                    {
                        "execution_timeout_seconds" => "3600",
                        _ when name.EndsWith("heartbeat_seconds", StringComparison.Ordinal) => "30",
                        _ when name.EndsWith("timeout_seconds", StringComparison.Ordinal) => "300",
                        _ when name.EndsWith("_seconds", StringComparison.Ordinal) => "20",
                        "looks_per_loop" => "800",
                        _ => "arn:aws:states:us-east-1:000000000000:activity:x",
                    }
            );
        return JsonNode.Parse(DefinitionTemplate.Render(template, values))!;
    }

    private static List<KeyValuePair<string, JsonNode?>> Jobs(JsonNode machine)
    {
        var tasks = machine["States"]!.AsObject().Where(state => (string?)state.Value!["Type"] == "Task").ToList();
        Assert.NotEmpty(tasks);
        return [.. tasks.Where(task => HandsOutToken(Resource(task.Value!)))];
    }

    private static bool HandsOutToken(string resource) =>
        resource.EndsWith(Callback, StringComparison.Ordinal) || resource.Contains(":activity:", StringComparison.Ordinal);

    // An approval waits for a person, not for a worker that could give signs of life.
    private static bool IsApproval(JsonNode job) => Envelope(job)["input"]?["expiresInSeconds"] is not null;

    private static string Resource(JsonNode job) => (string)job["Resource"]!;

    private static JsonObject Envelope(JsonNode job) =>
        (
            Resource(job).EndsWith(Callback, StringComparison.Ordinal)
                ? job["Parameters"]!["MessageBody"] ?? job["Parameters"]!["Entries"]![0]!["Detail"]!
                : job["Parameters"]!
        ).AsObject();

    private static IEnumerable<string> Errors(JsonNode retrier) => retrier["ErrorEquals"]!.AsArray().Select(error => (string)error!);
}
