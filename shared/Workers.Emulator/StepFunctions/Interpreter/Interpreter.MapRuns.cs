using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <content>Distributed Map: child executions instead of iterations.</content>
internal sealed partial class Interpreter
{
    private async ValueTask<StateResult> RunDistributedMapAsync(MapState state, JsonElement effective, Lane lane)
    {
        var scope = lane.Scope(effective);
        var items = state.ItemReader is null ? state.ResolveItems(scope).EnumerateArray().ToArray() : [];
        Record(new MapStateStartedEvent(items.Length) { Type = HistoryEventType.MapStateStarted }, lane);
        var run = CreateRun(state, scope);
        var inputs = Batch(state, scope, [.. items.Select((item, index) => SelectItem(state, effective, lane, index, item))]);
        _services.MapRuns.Add(run);
        Record(new MapRunStartedEvent(run.Arn) { Type = HistoryEventType.MapRunStarted }, lane);
        if (Unsupported(state) is { } unsupported)
        {
            return FailRun(run, unsupported, lane);
        }

        var driver = new MapRunDriver(run, inputs, StartChild(run));
        lane.EndWait = driver.Stop;
        driver.Start();
        var result = await driver.Result;
        lane.EndWait = null;
        if (lane.IsStopped)
        {
            run.End(ExecutionStatus.ABORTED, TimeProvider.Now());
            return StateResult.Stopped;
        }

        if (result.Error is { } error)
        {
            return FailRun(run, error, lane);
        }

        run.End(ExecutionStatus.SUCCEEDED, TimeProvider.Now());
        Record(new HistoryEvent { Type = HistoryEventType.MapRunSucceeded }, lane);
        Record(new HistoryEvent { Type = HistoryEventType.MapStateSucceeded }, lane.Cursor);
        return result;
    }

    private MapRun CreateRun(MapState state, in EvaluationScope scope)
    {
        var label = $"{_execution.Machine.Name}/{state.Label ?? Guid.NewGuid().ToString()}";
        var revision = _execution.Revision with { Definition = state.ItemProcessor };
        var now = TimeProvider.Now();
        var machine = new StateMachine(label, _services.Arns.StateMachine(label), state.ExecutionType == "EXPRESS", now, revision);
        return new MapRun(_services.Arns.MapRun(label), _execution, machine, now)
        {
            MaxConcurrency = state.ResolveMaxConcurrency(scope),
            ToleratedFailureCount = state.ResolveToleratedFailureCount(scope) ?? 0,
            ToleratedFailurePercentage = state.ResolveToleratedFailurePercentage(scope) ?? 0,
        };
    }

    private Func<JsonElement, Execution> StartChild(MapRun run) =>
        input =>
        {
            var name = Guid.NewGuid().ToString();
            var machine = run.Machine;
            var arn = machine.IsExpress
                ? _services.Arns.ExpressExecution(machine.Name, name)
                : _services.Arns.Execution(machine.Name, name);
            var child = new Execution(machine, name, arn, input.ToUtf8(), TimeProvider.Now(), TimeProvider);
            child.Interpreter = new Interpreter(child, _services);
            _services.Executions.GetOrAdd(child);
            _services.Statistics.Executions(machine.Name).CountStart();
            child.Interpreter.Start(input);
            return child;
        };

    private StateResult FailRun(MapRun run, StateError error, Lane lane)
    {
        run.End(ExecutionStatus.FAILED, TimeProvider.Now());
        Record(new ErrorEvent(error.Error, error.Cause) { Type = HistoryEventType.MapRunFailed }, lane);
        lane.HasFailedBranch = true;
        return StateResult.Failed(error);
    }

    private static StateError? Unsupported(MapState state) =>
        state.ItemReader is not null ? new StateError("States.ItemReaderFailed", "This emulator has no Amazon S3 to read items from.")
        : state.ResultWriter is not null
            ? new StateError("States.ResultWriterFailed", "This emulator has no Amazon S3 to write results to.")
        : null;

    private static IReadOnlyList<JsonElement> Batch(MapState state, in EvaluationScope scope, IReadOnlyList<JsonElement> items) =>
        state.ItemBatcher is { } batcher ? batcher.Batch(items, scope) : items;
}
