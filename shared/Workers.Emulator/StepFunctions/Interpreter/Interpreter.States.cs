using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <content>The states that do no work of their own: Pass, Wait, Choice, Succeed, Fail.</content>
internal sealed partial class Interpreter
{
    private async ValueTask<StateResult> RunStateAsync(State state, Payload input, Lane lane, RedrivePoint? point)
    {
        // A redrive goes on in the state without entering it again; a wait begins anew, and so does a failure.
        lane.Enter(state, point is null || state is WaitState ? TimeProvider.Now() : point.Entered, input);
        lane.BeforeEnteredId = lane.Cursor;
        if (point is null || state is FailState)
        {
            Record(new StateEnteredEvent(state.Name, input.Utf8) { Type = EnteredType(state) }, lane);
            lane.EnteredId = lane.Cursor;
        }
        else
        {
            lane.EnteredId = point.EnteredId;
        }

        try
        {
            return state switch
            {
                PassState pass => RunPass(pass, input, lane),
                ChoiceState choice => RunChoice(choice, input, lane),
                SucceedState => RunSucceed(state, input, lane),
                FailState fail => RunFail(fail, input, lane),
                WaitState wait => await RunWaitAsync(wait, input, lane),
                WorkState work => await RunWorkAsync(work, input, lane, point),
                _ => throw new NotSupportedException($"The state type {state.Type} is not known."),
            };
        }
        catch (StatesErrorException error)
        {
            return Fail(error, state, lane);
        }
    }

    // A failed evaluation of JSONata is an event of its own; it follows what preceded the state as long as the state has done nothing.
    private StateResult Fail(StatesErrorException error, State state, Lane lane)
    {
        var cause = error.DescribeCause(state.Name, lane.EnteredId);
        if (error.Error == ErrorNames.QueryEvaluationError)
        {
            var hasDoneNothing = lane.Cursor == lane.EnteredId && !error.IsFoundLate;
            lane.Cursor = Record(
                new EvaluationFailedEvent(error.Error, cause, error.Location, state.Name) { Type = HistoryEventType.EvaluationFailed },
                hasDoneNothing ? lane.BeforeEnteredId : lane.Cursor
            );
            lane.HasFailedBranch = state is MapState or ParallelState;
        }

        return StateResult.Failed(error.Error, cause);
    }

    private StateResult RunPass(PassState state, Payload input, Lane lane)
    {
        var effective = state.InputPath.Evaluate(lane.Scope(input.Element));
        var result = state.Result ?? Parameters(state, effective, lane);
        return Exit(state, result, state.ResultPath.Apply(input.Element, result), input, lane);
    }

    private StateResult RunChoice(ChoiceState state, Payload input, Lane lane)
    {
        var effective = state.InputPath.Evaluate(lane.Scope(input.Element));
        var rule = state.Select(lane.Scope(effective));
        var exit = rule is null
            ? new StateExit(state.Default, state.Assign, state.Output)
            : new StateExit(rule.Next, rule.Assign, rule.Output);
        return Exit(state, effective, effective, input, lane, exit);
    }

    private StateResult RunSucceed(State state, Payload input, Lane lane)
    {
        var effective = state.InputPath.Evaluate(lane.Scope(input.Element));
        return Exit(state, effective, effective, input, lane);
    }

    private static StateResult RunFail(FailState state, Payload input, Lane lane)
    {
        var scope = lane.Scope(state.InputPath.Evaluate(lane.Scope(input.Element)));
        return StateResult.Failed(state.Error?.Resolve(scope), state.Cause?.Resolve(scope));
    }

    private async ValueTask<StateResult> RunWaitAsync(WaitState state, Payload input, Lane lane)
    {
        var effective = state.InputPath.Evaluate(lane.Scope(input.Element));
        var end = state.ResolveEnd(lane.Scope(effective), lane.Entered);
        return await DelayAsync(end - TimeProvider.GetUtcNow(), lane)
            ? Exit(state, effective, effective, input, lane)
            : StateResult.Stopped;
    }

    private static JsonElement Parameters(PayloadState state, JsonElement effective, Lane lane) =>
        state.Parameters?.Evaluate(lane.Scope(effective)) ?? effective;

    // Leaves a state: "result" is what Assign sees, "placed" what the OutputPath selects from.
    private StateResult Exit(State state, JsonElement result, JsonElement placed, Payload input, Lane lane, StateExit? exit = null)
    {
        var (next, assign, template) = exit ?? new StateExit(state.Next, state.Assign, state.Output);
        var isJsonata = state.QueryLanguage == QueryLanguage.Jsonata;
        var scope = isJsonata ? lane.Scope(input.Element) with { Result = state is WorkState ? result : default } : lane.Scope(result);
        var output = input.With(isJsonata ? template?.Evaluate(scope) ?? placed : state.OutputPath.Evaluate(lane.Scope(placed)));
        return Leave(state, output, assign, scope, lane, next);
    }

    private StateResult Leave(State state, Payload output, PayloadTemplate? assign, in EvaluationScope scope, Lane lane, string? next)
    {
        if (output.Element.IsTooLong())
        {
            throw DataLimitExceeded(state.Name);
        }

        var assigned = Assign(assign, scope, lane);
        Record(new StateExitedEvent(state.Name, output.Utf8, assigned) { Type = ExitedType(state) }, lane);
        lane.Leave();
        return StateResult.Succeeded(output, next);
    }

    private static List<KeyValuePair<string, byte[]>>? Assign(PayloadTemplate? assign, in EvaluationScope scope, Lane lane)
    {
        if (assign is null)
        {
            return null;
        }

        var values = assign.Evaluate(scope);
        lane.Assign(values);
        return [.. values.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.ToUtf8()))];
    }

    private static StatesErrorException DataLimitExceeded(string name) =>
        new(
            ErrorNames.DataLimitExceeded,
            $"The state/task '{name}' returned a result with a size exceeding the maximum number of bytes service limit.",
            needsStatePrefix: false
        );

    private static HistoryEventType EnteredType(State state) =>
        state switch
        {
            PassState => HistoryEventType.PassStateEntered,
            TaskState => HistoryEventType.TaskStateEntered,
            ChoiceState => HistoryEventType.ChoiceStateEntered,
            WaitState => HistoryEventType.WaitStateEntered,
            ParallelState => HistoryEventType.ParallelStateEntered,
            MapState => HistoryEventType.MapStateEntered,
            SucceedState => HistoryEventType.SucceedStateEntered,
            _ => HistoryEventType.FailStateEntered,
        };

    private static HistoryEventType ExitedType(State state) =>
        state switch
        {
            PassState => HistoryEventType.PassStateExited,
            TaskState => HistoryEventType.TaskStateExited,
            ChoiceState => HistoryEventType.ChoiceStateExited,
            WaitState => HistoryEventType.WaitStateExited,
            ParallelState => HistoryEventType.ParallelStateExited,
            MapState => HistoryEventType.MapStateExited,
            _ => HistoryEventType.SucceedStateExited,
        };

    /// <summary>How a state is left: where to, and which variables and output it leaves.</summary>
    private readonly record struct StateExit(string? Next, PayloadTemplate? Assign, PayloadTemplate? Output);
}
