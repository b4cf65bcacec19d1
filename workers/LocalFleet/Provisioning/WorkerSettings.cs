using System.Globalization;

namespace LocalFleet.Provisioning;

/// <summary>The workers' settings, as environment variables.</summary>
internal sealed class WorkerSettings(FleetAddresses addresses, FleetResources resources, LocalSettings settings, RunFolder folder)
{
    /// <summary>The region of everything.</summary>
    public const string Region = "us-east-1";

    /// <summary>Any credentials will do for the emulator.</summary>
    public const string AccessKey = "local";

    /// <summary>The fleet: each worker's name, its program and its settings.</summary>
    public IEnumerable<(string Name, string Project, Dictionary<string, string?> Settings)> All =>
        [
            (FleetNames.Workers.Activity, "ActivityWorker", Activity()),
            (FleetNames.Workers.Callback, "CallbackWorker", Callback(FleetNames.Workers.Callback, FleetNames.Queues.Letters)),
            (FleetNames.Workers.Desk, "CallbackWorker", Callback(FleetNames.Workers.Desk, FleetNames.Queues.Desk)),
            (FleetNames.Workers.Job, "JobWorker", Job()),
            (FleetNames.Workers.Approval, "ApprovalWorker", Approval()),
            (FleetNames.Workers.Dispatch, "DispatchWorker", Dispatch()),
        ];

    /// <summary>The settings of a container that runs once; the emulator itself tells it where the emulator is.</summary>
    public static Dictionary<string, string> RunOnce(RunFolder folder) =>
        new()
        {
            ["AWS_SDK_UA_APP_ID"] = FleetNames.Workers.RunOnce,
            ["OTEL_SERVICE_NAME"] = FleetNames.Workers.RunOnce,
            ["Store__Kind"] = "Sqlite",
            ["Store__Path"] = folder.Ledger,
            ["RunOnce__PayloadFolder"] = folder.Payloads,
            ["Health__Port"] = "0",
        };

    /// <summary>
    /// What every worker is told. The endpoint is given for each service too, and what a developer's profile may bring is taken away: nothing
    /// here may reach AWS.
    /// </summary>
    /// <param name="emulator">Where the emulator is.</param>
    /// <param name="worker">The worker's name.</param>
    public static Dictionary<string, string?> Common(string emulator, string worker) =>
        new()
        {
            ["AWS_ENDPOINT_URL"] = emulator,
            ["AWS_ENDPOINT_URL_SFN"] = emulator,
            ["AWS_ENDPOINT_URL_SQS"] = emulator,
            ["AWS_ENDPOINT_URL_EVENTBRIDGE"] = emulator,
            ["AWS_ACCESS_KEY_ID"] = AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AccessKey,
            ["AWS_SESSION_TOKEN"] = null,
            ["AWS_PROFILE"] = null,
            ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = null,
            ["AWS_REGION"] = Region,
            ["AWS_DEFAULT_REGION"] = Region,
            ["AWS_SDK_UA_APP_ID"] = worker,
            ["OTEL_SERVICE_NAME"] = worker,
            ["Lifetime__StopOnStandardInputEnd"] = "true",
            ["Health__Port"] = "0",
        };

    /// <summary>The variable of a source's setting.</summary>
    public static string Variable(string section, string name, string setting) => $"{section}__{name.Replace('-', '_')}__{setting}";

    private Dictionary<string, string?> Activity()
    {
        var variables = Common(FleetNames.Workers.Activity);
        foreach (var name in FleetNames.Activities.OfActivityWorker)
        {
            variables[Variable("Activities", name, "ActivityArn")] = resources.Activities[name];
            variables[Variable("Activities", name, "HeartbeatSeconds")] = Text(settings.Heartbeat);
        }

        variables["Flights__Path"] = folder.Flights;
        variables[Variable("Activities", FleetNames.Activities.ReadTariff, "Slots")] = "20";
        variables[Variable("Activities", FleetNames.Activities.ReadTariff, "Handler__Kind")] = "Http";
        variables[Variable("Activities", FleetNames.Activities.ReadTariff, "Handler__Url")] = $"{addresses.Outside}/tariff";
        return variables;
    }

    private Dictionary<string, string?> Callback(string worker, string queue) =>
        new(Common(worker))
        {
            [Variable("Queues", queue, "QueueUrl")] = resources.Queues[queue],
            [Variable("DeadLetters", FleetNames.Queues.DeadLettersOf(queue), "QueueUrl")] = resources.Queues[
                FleetNames.Queues.DeadLettersOf(queue)
            ],
        };

    private Dictionary<string, string?> Job() =>
        new(Common(FleetNames.Workers.Job))
        {
            [Variable("Queues", FleetNames.Queues.Routes, "QueueUrl")] = resources.Queues[FleetNames.Queues.Routes],
        };

    private Dictionary<string, string?> Approval() =>
        new(Common(FleetNames.Workers.Approval))
        {
            [Variable("Activities", FleetNames.Activities.Approve, "ActivityArn")] = resources.Activities[FleetNames.Activities.Approve],
            ["Store__Kind"] = "Sqlite",
            ["Store__Path"] = folder.Approvals,
            ["Inbox__Url"] = addresses.Inbox,
            ["Identity__Mode"] = "Development",
            ["Identity__DevelopmentUser"] = "local-fleet",
        };

    private Dictionary<string, string?> Dispatch() =>
        new(Common(FleetNames.Workers.Dispatch))
        {
            [Variable("Queues", FleetNames.Queues.Nudges, "QueueUrl")] = resources.Queues[FleetNames.Queues.Nudges],
            [Variable("Dispatch", FleetNames.Activities.Pay, "ActivityArn")] = resources.Activities[FleetNames.Activities.Pay],
            [Variable("Dispatch", FleetNames.Activities.Pay, "WebhookUrl")] = $"{addresses.Outside}/payments",
            [Variable("Dispatch", FleetNames.Activities.Pay, "SecretFile")] = folder.Secret,
            [Variable("Dispatch", FleetNames.Activities.Pay, "DeadlineSeconds")] = Text(settings.Queue / 2),
            [Variable("Dispatch", FleetNames.Activities.Pay, "SweepSeconds")] = "15",
            ["Callbacks__Url"] = addresses.Callbacks,
            ["Callbacks__RescanSeconds"] = "2",
            ["Store__Kind"] = "Sqlite",
            ["Store__Path"] = folder.Vault,
        };

    private Dictionary<string, string?> Common(string worker) => Common(addresses.Emulator, worker);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
