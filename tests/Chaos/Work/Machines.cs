using System.Globalization;
using System.Text.Json.Nodes;
using LocalFleet.Definitions;
using LocalFleet.Provisioning;
using Workers.Aws.StepFunctions;

namespace Chaos.Work;

/// <summary>What was created for the run.</summary>
/// <param name="Activities">The activities' ARNs by name.</param>
/// <param name="Queues">The queues' URLs by name, dead-letter queues included.</param>
/// <param name="StateMachines">The state machines' ARNs.</param>
internal sealed record ChaosResources(
    IReadOnlyDictionary<string, string> Activities,
    IReadOnlyDictionary<string, string> Queues,
    IReadOnlyDictionary<WorkKind, string> StateMachines
);

/// <summary>Creates activities, queues and state machines: the patterns that Terraform deploys, and one with two of them in sequence.</summary>
/// <param name="stepFunctions">Creates activities and state machines.</param>
/// <param name="queues">Creates queues.</param>
/// <param name="patterns">The folder of the patterns' definitions.</param>
internal sealed class Machines(IStepFunctionsAdministration stepFunctions, QueueSetup queues, string patterns)
{
    /// <summary>After how long a dead worker's task of an activity is retried.</summary>
    public const int ActivityHeartbeatSeconds = 10;

    // It starts when the message is sent: a message may be delivered to several workers that cannot work before one can.
    private const int QueueHeartbeatSeconds = 90;
    private const int TaskSeconds = 300;
    private const int ExecutionSeconds = 3600;
    private const int TimeoutsRetried = 20;
    private const string RoleArn = "arn:aws:iam::000000000000:role/chaos";

    private static readonly string Own = Path.Combine(AppContext.BaseDirectory, "Definitions", "sequence.asl.json");

    /// <summary>Creates everything.</summary>
    public async Task<ChaosResources> CreateAsync(LocalSettings settings, CancellationToken cancellationToken)
    {
        var activities = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in ChaosNames.Activities.All)
        {
            activities[name] = (
                await stepFunctions.CreateActivityAsync(new CreateActivityRequest { Name = name }, cancellationToken)
            ).ActivityArn;
        }

        var urls = await queues.CreateAsync(ChaosNames.Queues.All, settings, cancellationToken);
        var activityWorker = Path.Combine(patterns, "activity-worker", "definition.asl.json");
        var callback = Path.Combine(patterns, "callback-sqs", "definition.asl.json");
        return new ChaosResources(
            activities,
            urls,
            new Dictionary<WorkKind, string>
            {
                [WorkKind.Charge] = await MachineAsync(
                    WorkKind.Charge,
                    activityWorker,
                    Activity(activities[ChaosNames.Activities.Charge]),
                    cancellationToken
                ),
                [WorkKind.Journal] = await MachineAsync(
                    WorkKind.Journal,
                    activityWorker,
                    Activity(activities[ChaosNames.Activities.Journal]),
                    cancellationToken
                ),
                [WorkKind.Letter] = await MachineAsync(
                    WorkKind.Letter,
                    callback,
                    Queue(urls[ChaosNames.Queues.Letters]),
                    cancellationToken
                ),
                [WorkKind.Register] = await MachineAsync(
                    WorkKind.Register,
                    callback,
                    Queue(urls[ChaosNames.Queues.Register]),
                    cancellationToken
                ),
                [WorkKind.Sequence] = await MachineAsync(
                    WorkKind.Sequence,
                    Own,
                    Sequence(activities[ChaosNames.Activities.Post], urls[ChaosNames.Queues.Letters]),
                    cancellationToken
                ),
            }
        );
    }

    private static Dictionary<string, string> Activity(string arn) =>
        new(Limits()) { ["activity_arn"] = arn, ["heartbeat_seconds"] = Text(ActivityHeartbeatSeconds) };

    private static Dictionary<string, string> Queue(string url) =>
        new(Limits()) { ["queue_url"] = url, ["heartbeat_seconds"] = Text(QueueHeartbeatSeconds) };

    private static Dictionary<string, string> Sequence(string activity, string queue) =>
        new(Limits())
        {
            ["activity_arn"] = activity,
            ["queue_url"] = queue,
            ["activity_heartbeat_seconds"] = Text(ActivityHeartbeatSeconds),
            ["queue_heartbeat_seconds"] = Text(QueueHeartbeatSeconds),
        };

    private static Dictionary<string, string> Limits() =>
        new() { ["timeout_seconds"] = Text(TaskSeconds), ["execution_timeout_seconds"] = Text(ExecutionSeconds) };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<string> MachineAsync(
        WorkKind kind,
        string definition,
        Dictionary<string, string> variables,
        CancellationToken cancellationToken
    )
    {
        var request = new CreateStateMachineRequest
        {
            Name = kind.ToString(),
            Definition = Patient(DefinitionTemplate.Render(await File.ReadAllTextAsync(definition, cancellationToken), variables)),
            RoleArn = RoleArn,
        };
        return (await stepFunctions.CreateStateMachineAsync(request, cancellationToken)).StateMachineArn;
    }

    // Workers are hurt every half a minute, so that a long job is at its worker's end in every second attempt: more than a definition allows for.
    private static string Patient(string definition)
    {
        var root = JsonNode.Parse(definition)!;
        var retriers = root["States"]!.AsObject().SelectMany(state => state.Value!["Retry"]?.AsArray() ?? []);
        foreach (var retrier in retriers.Where(retrier => retrier!["ErrorEquals"]!.AsArray().Any(IsTimeout)))
        {
            retrier!["MaxAttempts"] = TimeoutsRetried;
        }

        return root.ToJsonString();
    }

    private static bool IsTimeout(JsonNode? name) => name!.GetValue<string>() == "States.Timeout";
}
