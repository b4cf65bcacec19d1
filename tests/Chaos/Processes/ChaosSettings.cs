using System.Globalization;
using Chaos.Effects;
using Chaos.Work;
using LocalFleet.Provisioning;

namespace Chaos.Processes;

/// <summary>The workers' settings, as environment variables.</summary>
/// <param name="Emulator">Where the emulator is.</param>
/// <param name="Outside">Where the service of effects and the collector are.</param>
/// <param name="Resources">Activities and queues.</param>
/// <param name="Files">Where effects are appended to.</param>
/// <param name="Store">The record store that workers share.</param>
internal sealed record ChaosSettings(string Emulator, string Outside, ChaosResources Resources, EffectFiles Files, string Store)
{
    /// <summary>A worker's settings.</summary>
    public Dictionary<string, string?> Of(PlannedWorker worker)
    {
        var variables = Common(worker);
        switch (worker.Kind)
        {
            case WorkerKind.ActivityWorker:
                AddActivity(variables, worker, ChaosNames.Activities.Idle);
                AddActivity(variables, worker, ChaosNames.Activities.Charge);
                variables[Activity(ChaosNames.Activities.Charge, "Handler__Kind")] = "Http";
                variables[Activity(ChaosNames.Activities.Charge, "Handler__Url")] = $"{Outside}/effects";
                break;
            case WorkerKind.CallbackWorker:
                AddQueue(variables, "Queues", ChaosNames.Queues.Letters);
                AddQueue(variables, "DeadLetters", LocalFleet.FleetNames.Queues.DeadLettersOf(ChaosNames.Queues.Letters));
                AddQueue(variables, "DeadLetters", LocalFleet.FleetNames.Queues.DeadLettersOf(ChaosNames.Queues.Register));
                break;
            case WorkerKind.JournalWorker:
                AddActivity(variables, worker, ChaosNames.Activities.Journal);
                variables[Activity(ChaosNames.Activities.Journal, "Slots")] = "1";
                break;
            case WorkerKind.RegisterWorker:
                AddQueue(variables, "Queues", ChaosNames.Queues.Register);
                variables[WorkerSettings.Variable("Queues", ChaosNames.Queues.Register, "Slots")] = "1";
                break;
            case WorkerKind.PostWorker:
                AddActivity(variables, worker, ChaosNames.Activities.Post);
                variables[Activity(ChaosNames.Activities.Post, "Idempotency")] = "true";
                variables["Store__Kind"] = "Sqlite";
                variables["Store__Path"] = Store;
                break;
            default:
                throw new InvalidOperationException($"Nobody knows the settings of {worker.Kind}.");
        }

        return variables;
    }

    private static string Activity(string name, string setting) => WorkerSettings.Variable("Activities", name, setting);

    private Dictionary<string, string?> Common(PlannedWorker worker) =>
        new(WorkerSettings.Common(Emulator, worker.Name))
        {
            ["Effects__File"] = Files.Of(worker.Name),
            ["Effects__Url"] = $"{Outside}/effects",
            ["Shutdown__BudgetSeconds"] = worker.StopBudget.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            // The first of each kind says all it can, the second says it as in a container.
            ["Logging__LogLevel__Default"] = worker.Number == 1 ? "Debug" : "Information",
            ["Logging__Console__FormatterName"] = worker.Number == 2 ? "json" : "line",
            ["OTEL_SERVICE_NAME"] = worker.Name,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Outside,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "10000",
        };

    private void AddActivity(Dictionary<string, string?> variables, PlannedWorker worker, string name)
    {
        variables[Activity(name, "ActivityArn")] = Resources.Activities[name];
        variables[Activity(name, "HeartbeatSeconds")] = Machines.ActivityHeartbeatSeconds.ToString(CultureInfo.InvariantCulture);
        variables[Activity(name, "WorkerName")] = worker.Name;
    }

    private void AddQueue(Dictionary<string, string?> variables, string section, string name) =>
        variables[WorkerSettings.Variable(section, name, "QueueUrl")] = Resources.Queues[name];
}
