using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <content>The states that do no work of their own: Pass, Wait, Choice, Succeed, Fail.</content>
internal sealed partial class Interpreter
{
    private async ValueTask<StateResult> RunStateAsync(State state, Payload input, Lane lane)
    {
        lane.Enter(state, TimeProvider.Now());
        Record(new StateEnteredEvent(state.Name, input.Utf8) { Type = EnteredType(state) }, lane);
        lane.EnteredId = lane.Cursor;
        try
        {
            return state switch
            {
                PassState pass => RunPass(pass, input, lane),
                ChoiceState choice => RunChoice(choice, input, lane),
                SucceedState => RunSucceed(state, input, lane),
                FailState fail => RunFail(fail, input, lane),
                WaitState wait => await RunWaitAsync(wait, input, lane),
                WorkState work => await RunWorkAsync(work, input, lane),
                _ => throw new NotSupportedException($"The state type {state.Type} is not known."),
            };
        }
        catch (StatesErrorException error)
        {
            return StateResult.Failed(error.Error, error.DescribeCause(state.Name, lane.EnteredId));
        }
    }

    private StateResult RunPass(PassState state, Payload input, Lane lane)
    {
        var effective = state.InputPath.Evaluate(lane.Scope(input.Element));
        var result = state.Result ?? Parameters(state, effective, lane);
        return Exit(state, result, state.ResultPath.Apply(input.Element, result), input, lane, state.Next, state.Assign);
    }

    private StateResult RunChoice(ChoiceState state, Payload input, Lane lane)
    {
        var effective = state.InputPath.Evaluate(lane.Scope(input.Element));
        var rule = state.Select(lane.Scope(effective));
        return Exit(state, effective, effective, input, lane, rule?.Next ?? state.Default, rule is null ? state.Assign : rule.Assign);
    }

    private StateResult RunSucceed(State state, Payload input, Lane lane)
    {
        var effective = state.InputPath.Evaluate(lane.Scope(input.Element));
        return Exit(state, effective, effective, input, lane, next: null, assign: null);
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
            ? Exit(state, effective, effective, input, lane, state.Next, state.Assign)
            : StateResult.Stopped;
    }

    private static JsonElement Parameters(PayloadState state, JsonElement effective, Lane lane) =>
        state.Parameters?.Evaluate(lane.Scope(effective)) ?? effective;

    // Leaves a state: "result" is what Assign sees, "placed" what the OutputPath selects from.
    private StateResult Exit(
        State state,
        JsonElement result,
        JsonElement placed,
        Payload input,
        Lane lane,
        string? next,
        PayloadTemplate? assign
    )
    {
        var output = input.With(state.OutputPath.Evaluate(lane.Scope(placed)));
        if (output.Element.IsTooLong())
        {
            throw DataLimitExceeded(state.Name);
        }

        var assigned = Assign(assign, result, lane);
        Record(new StateExitedEvent(state.Name, output.Utf8, assigned) { Type = ExitedType(state) }, lane);
        lane.Leave();
        return StateResult.Succeeded(output, next);
    }

    private static List<KeyValuePair<string, byte[]>>? Assign(PayloadTemplate? assign, JsonElement result, Lane lane)
    {
        if (assign is null)
        {
            return null;
        }

        var values = assign.Evaluate(lane.Scope(result));
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
}
