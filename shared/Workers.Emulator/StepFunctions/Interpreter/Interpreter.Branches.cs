using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <content>Parallel and inline Map: lines side by side.</content>
internal sealed partial class Interpreter
{
    // Step Functions runs no more iterations of an inline Map at a time, whatever MaxConcurrency says.
    private const int MostIterationsAtATime = 40;

    private async ValueTask<StateResult> RunParallelAsync(ParallelState state, JsonElement effective, Lane lane, RedrivePoint? point)
    {
        var input = new Payload(Parameters(state, effective, lane));
        if (point?.Branches is null)
        {
            Record(new HistoryEvent { Type = HistoryEventType.ParallelStateStarted }, lane);
        }

        var join = new Join(state.Branches.Count, earlier: point?.Branches);
        var branches = join.Unfinished.Select(index => (Index: index, Lane: lane.Branch())).ToArray();
        Watch(join, [.. branches.Select(branch => branch.Lane)], lane);
        foreach (var branch in branches)
        {
            join.Begin(branch.Index, branch.Lane);
            _ = RunBranchAsync(state.Branches[branch.Index], input, branch.Lane, join, branch.Index);
        }

        var end = await JoinAsync(join, lane);
        if (end.Output is { })
        {
            Record(new HistoryEvent { Type = HistoryEventType.ParallelStateSucceeded }, lane.Cursor);
        }

        return end;
    }

    private async Task RunBranchAsync(StateMachineDefinition definition, Payload input, Lane branch, Join join, int index)
    {
        try
        {
            // Each branch starts on its own turn, so that all are entered before the first one's failure ends the state.
            await Task.Yield();
            if (!branch.IsStopped)
            {
                join.Finish(index, branch, await RunMachineAsync(definition, input, branch, join.EarlierPoint(index)));
            }
        }
        catch (Exception fault)
        {
            join.Fault(fault);
        }
    }

    private async ValueTask<StateResult> RunMapAsync(MapState state, JsonElement effective, Lane lane, RedrivePoint? point)
    {
        if (state.IsDistributed)
        {
            return await RunDistributedMapAsync(state, effective, lane, point);
        }

        var scope = lane.Scope(effective);
        var items = point?.Branches?.Items ?? [.. state.ResolveItems(scope).EnumerateArray()];
        var concurrency = state.ResolveMaxConcurrency(scope);
        if (point?.Branches is null)
        {
            Record(new MapStateStartedEvent(items.Length) { Type = HistoryEventType.MapStateStarted }, lane);
        }

        var run = new Iterations(state, effective, items, new Join(items.Length, items, point?.Branches));
        lane.Join = run.Join;
        var open = run.Waiting.Count;
        if (open > 0)
        {
            var slots = Math.Min(open, concurrency == 0 ? MostIterationsAtATime : Math.Min(concurrency, MostIterationsAtATime));
            var lanes = new List<Lane>(slots);
            Watch(run.Join, lanes, lane);
            for (var i = 0; i < slots; i++)
            {
                lanes.Add(StartIteration(run, lane, lane.Cursor));
            }

            for (var i = 0; i < slots; i++)
            {
                _ = RunIterationsAsync(run, lane, lanes, i);
            }
        }

        var end = await JoinAsync(run.Join, lane);
        if (end.Output is { })
        {
            Record(new HistoryEvent { Type = HistoryEventType.MapStateSucceeded }, lane.Cursor);
        }

        return end;
    }

    private Lane StartIteration(Iterations run, Lane map, int cursor)
    {
        var index = run.Waiting.Dequeue();
        var lane = map.Iterate(run.State.Name, index, run.Items[index]);
        run.Join.Begin(index, lane);
        lane.Cursor = run.Join.EarlierPoint(index) is null
            ? Record(new MapIterationEvent(run.State.Name, index) { Type = HistoryEventType.MapIterationStarted }, cursor)
            : cursor;
        return lane;
    }

    // One slot: iterations one after the other until no item is left.
    private async Task RunIterationsAsync(Iterations run, Lane map, List<Lane> open, int slot)
    {
        try
        {
            await Task.Yield();
            while (!open[slot].IsStopped)
            {
                var lane = open[slot];
                var index = lane.Iteration!.Value.Index;
                var result = await RunIterationAsync(run, map, lane, index);
                if (result.Output is null)
                {
                    run.Join.Finish(index, lane, result);
                    return;
                }

                var last = Record(
                    new MapIterationEvent(run.State.Name, index) { Type = HistoryEventType.MapIterationSucceeded },
                    lane.Cursor
                );
                if (run.Waiting.Count > 0)
                {
                    open[slot] = StartIteration(run, map, lane.Cursor);
                }

                lane.Cursor = last;
                run.Join.Finish(index, lane, result);
                if (ReferenceEquals(open[slot], lane))
                {
                    return;
                }
            }
        }
        catch (Exception fault)
        {
            run.Join.Fault(fault);
        }
    }

    private async ValueTask<StateResult> RunIterationAsync(Iterations run, Lane map, Lane lane, int index)
    {
        if (run.Join.EarlierPoint(index) is { } point)
        {
            return await RunMachineAsync(run.State.ItemProcessor, point.Input, lane, point);
        }

        Payload item;
        try
        {
            item = ItemOf(run, map, lane, index);
        }
        catch (StatesErrorException error)
        {
            lane.EnteredId = map.EnteredId;
            return Fail(error, run.State, lane);
        }

        return await RunMachineAsync(run.State.ItemProcessor, item, lane);
    }

    private static Payload ItemOf(Iterations run, Lane map, Lane lane, int index) =>
        new(run.State.ItemSelector is null ? run.Items[index] : SelectItem(run.State, run.Effective, map, lane));

    // An item is selected as the Map state sees it, with the item in the context object.
    private static JsonElement SelectItem(MapState state, JsonElement effective, Lane map, Lane lane)
    {
        lane.Enter(map.State!, map.Entered);
        return state.ItemSelector!.Evaluate(lane.Scope(effective));
    }

    private static JsonElement SelectItem(MapState state, JsonElement effective, Lane map, int index, JsonElement item) =>
        state.ItemSelector is null ? item : SelectItem(state, effective, map, map.Iterate(state.Name, index, item));

    private static void Watch(Join join, IReadOnlyList<Lane> children, Lane lane)
    {
        lane.Join = join;
        lane.Children = children;
        lane.EndWait = join.Stop;
    }

    private async ValueTask<StateResult> JoinAsync(Join join, Lane lane)
    {
        var end = await join.Task;
        lane.EndWait = null;
        if (lane.IsStopped)
        {
            return StateResult.Stopped;
        }

        if (end.Error is not null)
        {
            lane.Cursor = end.Lane!.Cursor;
            lane.HasFailedBranch = true;
            RecordAborts(lane.Children, end.Lane);
        }
        else if (end.Lane is not null)
        {
            lane.Cursor = end.Lane.Cursor;
        }

        lane.Children = [];
        return end.Error is { } error ? StateResult.Failed(error)
            : end.Outputs is { } outputs ? StateResult.Succeeded(new Payload(Json.FromArray(outputs)))
            : StateResult.Stopped;
    }

    // The failure of one line ends the others: each says so, and so does the state that each was in.
    private void RecordAborts(IReadOnlyList<Lane> lanes, Lane failed)
    {
        foreach (var lane in lanes)
        {
            if (ReferenceEquals(lane, failed))
            {
                if (lane.Iteration is { } iteration)
                {
                    Record(
                        new MapIterationEvent(iteration.Map, iteration.Index) { Type = HistoryEventType.MapIterationFailed },
                        failed.Cursor
                    );
                }

                // A Task that failed was still open; other states end by failing.
                if (lane.State is TaskState)
                {
                    Record(new HistoryEvent { Type = HistoryEventType.TaskStateAborted }, failed.Cursor);
                }
            }
            else if (!(lane.IsDone && lane.State is null) && !lane.IsStopped)
            {
                RecordAbort(lane, failed.Cursor);
                Stop(lane);
            }
        }
    }

    private void RecordAbort(Lane lane, int failingEventId)
    {
        if (lane.Iteration is { } iteration)
        {
            Record(new MapIterationEvent(iteration.Map, iteration.Index) { Type = HistoryEventType.MapIterationAborted }, failingEventId);
        }

        HistoryEventType? type = lane.State switch
        {
            TaskState => HistoryEventType.TaskStateAborted,
            WaitState => HistoryEventType.WaitStateAborted,
            ParallelState => HistoryEventType.ParallelStateAborted,
            MapState => HistoryEventType.MapStateAborted,
            _ => null,
        };
        foreach (var child in lane.Children.Where(child => !child.IsDone || child.State is not null))
        {
            RecordAbort(child, failingEventId);
        }

        if (type is { } aborted)
        {
            Record(new HistoryEvent { Type = aborted }, failingEventId);
        }
    }

    private sealed class Iterations(MapState state, JsonElement effective, JsonElement[] items, Join join)
    {
        public MapState State { get; } = state;

        public JsonElement Effective { get; } = effective;

        public JsonElement[] Items { get; } = items;

        public Join Join { get; } = join;

        /// <summary>The items that are to be processed yet, by their places.</summary>
        public Queue<int> Waiting { get; } = new(join.Unfinished);
    }
}
