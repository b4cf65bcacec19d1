using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <content>What Task, Parallel and Map have in common: attempts, retriers and catchers.</content>
internal sealed partial class Interpreter
{
    private async ValueTask<StateResult> RunWorkAsync(WorkState state, Payload input, Lane lane, RedrivePoint? point)
    {
        int[]? retries = null;
        while (true)
        {
            var result = await AttemptAsync(state, input, lane, point);
            point = null;
            if (result.Error is not { } error)
            {
                return result;
            }

            var retrier = state.FindRetrier(error.Error ?? "");
            if (retrier >= 0 && (retries ??= new int[state.Retry.Count])[retrier] < state.Retry[retrier].MaxAttempts)
            {
                var delay = state.Retry[retrier].Delay(++retries[retrier], Random.Shared.NextDouble());
                if (!await DelayAsync(delay, lane))
                {
                    return StateResult.Stopped;
                }

                lane.CountRetry();
                continue;
            }

            if (lane.HasFailedBranch)
            {
                var isMap = state is MapState;
                Record(new HistoryEvent { Type = isMap ? HistoryEventType.MapStateFailed : HistoryEventType.ParallelStateFailed }, lane);
            }

            return state.FindCatcher(error.Error ?? "") is { } catcher ? Catch(state, catcher, error, input, lane) : result;
        }
    }

    private async ValueTask<StateResult> AttemptAsync(WorkState state, Payload input, Lane lane, RedrivePoint? point)
    {
        lane.HasFailedBranch = false;
        try
        {
            var effective = state.InputPath.Evaluate(lane.Scope(input.Element));
            var work = state switch
            {
                TaskState task => await RunTaskAsync(task, effective, lane),
                ParallelState parallel => await RunParallelAsync(parallel, effective, lane, point),
                _ => await RunMapAsync((MapState)state, effective, lane, point),
            };
            return work.Output is { } answer ? Finish(state, answer.Element, input, lane) : work;
        }
        catch (StatesErrorException error)
        {
            return Fail(error, state, lane);
        }
    }

    private StateResult Finish(WorkState state, JsonElement answer, Payload input, Lane lane)
    {
        var result = state.ResultSelector?.Evaluate(lane.Scope(answer)) ?? answer;
        return Exit(state, result, state.ResultPath.Apply(input.Element, result), input, lane);
    }

    private StateResult Catch(WorkState state, Catcher catcher, StateError error, Payload input, Lane lane)
    {
        var errorOutput = error.ToOutput();
        var isJsonata = state.QueryLanguage == QueryLanguage.Jsonata;
        var scope = isJsonata ? lane.Scope(input.Element) with { ErrorOutput = errorOutput } : lane.Scope(errorOutput);
        var output = isJsonata ? catcher.Output?.Evaluate(scope) ?? errorOutput : catcher.ResultPath.Apply(input.Element, errorOutput);
        return Leave(state, input.With(output), catcher.Assign, scope, lane, catcher.Next);
    }
}
