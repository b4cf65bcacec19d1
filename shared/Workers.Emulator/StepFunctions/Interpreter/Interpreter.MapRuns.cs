using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <content>Distributed Map: child executions instead of iterations.</content>
internal sealed partial class Interpreter
{
    private ValueTask<StateResult> RunDistributedMapAsync(MapState state, JsonElement effective, Lane lane, RedrivePoint? point)
    {
        var scope = lane.Scope(effective);
        var export = state.ResultWriter is { Resource: not null } writer
            ? new ResultExport(writer, writer.Parameters?.Evaluate(scope) ?? Json.EmptyObject, _services.Buckets)
            : null;
        return point?.MapRun is { Status: not ExecutionStatus.SUCCEEDED, Entries.Count: > 0 } run
            ? RedriveRunAsync(state, run, export, lane)
            : StartRunAsync(state, effective, export, lane);
    }

    private async ValueTask<StateResult> StartRunAsync(MapState state, JsonElement effective, ResultExport? export, Lane lane)
    {
        var scope = lane.Scope(effective);
        var maxItems = state.ItemReader?.MaxItems?.ResolveInteger(scope) ?? 0;
        var source = state.ItemReader?.Parameters?.Evaluate(scope) ?? Json.EmptyObject;
        var items = state.ItemReader is null ? state.ResolveItems(scope).EnumerateArray().ToArray() : [];
        Record(new MapStateStartedEvent(items.Length) { Type = HistoryEventType.MapStateStarted }, lane);
        var run = CreateRun(state, scope);
        var entries = Entries(state, effective, items, lane);
        _services.MapRuns.Add(run);
        lane.MapRun = run;
        Record(new MapRunStartedEvent(run.Arn) { Type = HistoryEventType.MapRunStarted }, lane);
        try
        {
            export?.Prepare();
            if (state.ItemReader is { } reader)
            {
                entries = Entries(state, effective, ItemSource.Read(reader, source, maxItems, _services.Buckets), lane);
            }
        }
        catch (StatesErrorException)
        {
            run.End(ExecutionStatus.FAILED, TimeProvider.Now());
            throw;
        }
        catch (ItemReaderException error)
        {
            return FailRun(run, new StateError(ErrorNames.ItemReaderFailed, error.Message), lane);
        }
        catch (ResultWriterException error)
        {
            return FailRun(run, new StateError(ErrorNames.ResultWriterFailed, error.Message), lane);
        }

        run.Expect(entries);
        return await FinishRunAsync(state, run, export, lane);
    }

    private async ValueTask<StateResult> RedriveRunAsync(MapState state, MapRun run, ResultExport? export, Lane lane)
    {
        lane.MapRun = run;
        run.Redrive(TimeProvider.Now());
        foreach (var entry in run.Entries)
        {
            entry.AwaitsRedrive = entry.Child is { Status: not ExecutionStatus.SUCCEEDED };
        }

        Record(new MapRunRedrivenEvent(run.Arn, run.RedriveCount) { Type = HistoryEventType.MapRunRedriven }, lane);
        try
        {
            export?.Prepare();
        }
        catch (ResultWriterException error)
        {
            return FailRun(run, new StateError(ErrorNames.ResultWriterFailed, error.Message), lane);
        }

        return await FinishRunAsync(state, run, export, lane);
    }

    private async ValueTask<StateResult> FinishRunAsync(MapState state, MapRun run, ResultExport? export, Lane lane)
    {
        var driver = new MapRunDriver(run, entry => StartChild(run, entry));
        lane.EndWait = driver.Stop;
        driver.Start();
        var result = await driver.Result;
        lane.EndWait = null;
        if (lane.IsStopped)
        {
            run.End(ExecutionStatus.ABORTED, TimeProvider.Now());
            return StateResult.Stopped;
        }

        JsonElement? exported;
        try
        {
            exported = export?.Write(run);
        }
        catch (ResultWriterException error)
        {
            return FailRun(run, new StateError(ErrorNames.ResultWriterFailed, error.Message), lane);
        }

        if (result.Error is { } failure)
        {
            return FailRun(run, failure, lane);
        }

        run.End(ExecutionStatus.SUCCEEDED, TimeProvider.Now());
        Record(new HistoryEvent { Type = HistoryEventType.MapRunSucceeded }, lane);
        Record(new HistoryEvent { Type = HistoryEventType.MapStateSucceeded }, lane.Cursor);
        return exported is { } details ? StateResult.Succeeded(new Payload(details))
            : state.ResultWriter?.Transformation is { } transformation
                ? StateResult.Succeeded(
                    new Payload(Json.FromArray([.. run.Entries.SelectMany(entry => ResultShape.Of(entry, transformation))]))
                )
            : result;
    }

    private MapRun CreateRun(MapState state, in EvaluationScope scope)
    {
        var label = $"{_execution.Machine.Name}/{state.Label ?? Guid.NewGuid().ToString()}";
        var revision = _execution.Revision with { Definition = state.ItemProcessor };
        var now = TimeProvider.Now();
        var machine = new StateMachine(label, _services.Arns.StateMachine(label), state.ExecutionType == "EXPRESS", now, revision);
        return new MapRun(_services.Arns.MapRun(label), _execution, machine, now)
        {
            Settings = new MapRunSettings(
                state.ResolveMaxConcurrency(scope),
                state.ResolveToleratedFailureCount(scope) ?? 0,
                state.ResolveToleratedFailurePercentage(scope) ?? 0
            ),
        };
    }

    // A Standard child that has failed goes on where it did; an Express child begins anew; one that may not be redriven stays as it is.
    private Execution? StartChild(MapRun run, MapRunEntry entry)
    {
        if (entry.Child is { } earlier && !run.Machine.IsExpress)
        {
            if (RedriveRules.Obstacle(earlier) is not null)
            {
                return null;
            }

            Redrive(earlier, _services);
            return earlier;
        }

        var name = Guid.NewGuid().ToString();
        var machine = run.Machine;
        var arn = machine.IsExpress ? _services.Arns.ExpressExecution(machine.Name, name) : _services.Arns.Execution(machine.Name, name);
        var child = new Execution(machine, name, arn, entry.Input.ToUtf8(), TimeProvider.Now(), TimeProvider)
        {
            MapRun = run,
            ItemCount = entry.Items,
        };
        child.Interpreter = new Interpreter(child, _services);
        _services.Executions.GetOrAdd(child);
        _services.Statistics.Executions(machine.Name).CountStart();
        child.Interpreter.Start(entry.Input);
        return child;
    }

    private StateResult FailRun(MapRun run, StateError error, Lane lane)
    {
        run.End(ExecutionStatus.FAILED, TimeProvider.Now());
        Record(new ErrorEvent(error.Error, error.Cause) { Type = HistoryEventType.MapRunFailed }, lane);
        lane.HasFailedBranch = true;
        return StateResult.Failed(error);
    }

    private static IReadOnlyList<MapRunEntry> Entries(MapState state, JsonElement effective, JsonElement[] items, Lane lane)
    {
        JsonElement[] inputs = [.. items.Select((item, index) => SelectItem(state, effective, lane, index, item))];
        return state.ItemBatcher is { } batcher
            ? [.. batcher.Batch(inputs, lane.Scope(effective)).Select(batch => new MapRunEntry(batch.Input, batch.Items))]
            : [.. inputs.Select(input => new MapRunEntry(input, 1))];
    }
}
