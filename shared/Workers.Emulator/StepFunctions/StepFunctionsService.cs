using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.Statistics;

namespace Workers.Emulator.StepFunctions;

/// <summary>Step Functions: activities, state machines and their executions.</summary>
internal sealed class StepFunctionsService : IAwsService, IStatisticsSource, IDisposable
{
    private readonly Dictionary<string, AwsOperation> _operations = new(StringComparer.Ordinal);
    private readonly StepFunctionsStatistics _statistics = new();
    private readonly ActivityStore _activities = new();
    private readonly ExecutionStore _executions;

    public StepFunctionsService(EmulatorContext context)
    {
        var arns = new Arns(context.AccountId, context.Region);
        var machines = new StateMachineStore();
        _executions = new ExecutionStore(context.RetainedClosedExecutions);
        var tasks = new TaskRegistry(context.TimeProvider, _statistics);
        var mapRuns = new MapRunStore(context.RetainedClosedExecutions);
        var starter = new ExecutionStarter(context, arns, machines, _executions, mapRuns, _activities, tasks, _statistics);
        var integrations = new IntegrationCatalog(context, starter);
        new ActivityApi(context, arns, _activities, _statistics).AddTo(_operations);
        new TokenApi(tasks).AddTo(_operations);
        new StateMachineApi(context, arns, machines, _executions, integrations).AddTo(_operations);
        new ExecutionApi(starter, _executions, machines, mapRuns).AddTo(_operations);
        new RedriveApi(_executions, starter).AddTo(_operations);
        new TestStateApi(context, arns, integrations).AddTo(_operations);
        new VersionApi(context, machines).AddTo(_operations);
        new AliasApi(context, machines).AddTo(_operations);
        new MapRunApi(mapRuns, _executions).AddTo(_operations);
        new TagApi(machines, _activities).AddTo(_operations);
    }

    public string TargetPrefix => "AWSStepFunctions";

    public IReadOnlyDictionary<string, AwsOperation> Operations => _operations;

    public void WriteSections(Utf8JsonWriter writer) => _statistics.WriteSections(writer);

    /// <summary>Ends what waits: polls are answered empty, executions stay as they are.</summary>
    public void Dispose()
    {
        foreach (var activity in _activities.All)
        {
            activity.Delete();
        }

        foreach (var execution in _executions.Running)
        {
            execution.Interpreter?.Dispose();
        }
    }
}
