using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>Runs one state by itself and notes what becomes of its data on the way.</summary>
/// <param name="request">The state and what its work answers.</param>
/// <param name="context">The context object.</param>
/// <param name="work">Does the work of a Task that is not mocked.</param>
internal sealed class StateTest(
    StateTestRequest request,
    IContextObject context,
    Func<TaskState, JsonElement, ValueTask<(JsonElement? Result, StateError? Error)>> work
)
{
    private readonly StateTestResult _result = new();

    private bool IsJsonata => request.State.QueryLanguage == QueryLanguage.Jsonata;

    public async ValueTask<StateTestResult> RunAsync()
    {
        _result.Inspect("input", request.Input);
        try
        {
            await RunStateAsync();
        }
        catch (StatesErrorException error)
        {
            Fail(new StateError(error.Error, error.DescribeCause(request.State.Name, 0)));
        }

        return _result;
    }

    private EvaluationScope Scope(JsonElement input) => new(input, context, request.Variables);

    private async ValueTask RunStateAsync()
    {
        switch (request.State)
        {
            case PassState pass:
                RunPass(pass);
                break;
            case FailState fail:
                var scope = Scope(SelectInput());
                Fail(new StateError(fail.Error?.Resolve(scope), fail.Cause?.Resolve(scope)));
                break;
            case ChoiceState choice:
                var chosen = SelectInput();
                var rule = choice.Select(Scope(chosen));
                Succeed(chosen, chosen, rule?.Next ?? choice.Default, rule is null ? choice.Output : rule.Output);
                break;
            case WaitState wait:
                var waiting = SelectInput();
                wait.ResolveEnd(Scope(waiting), context.Now);
                Succeed(waiting, waiting, wait.Next, wait.Output);
                break;
            case TaskState task:
                await RunTaskAsync(task);
                break;
            case ParallelState parallel:
                RunParallel(parallel);
                break;
            case MapState map:
                RunMap(map);
                break;
            default:
                var effective = SelectInput();
                Succeed(effective, effective, null, request.State.Output);
                break;
        }
    }

    private JsonElement SelectInput(bool isNoted = true)
    {
        var effective = request.State.InputPath.Evaluate(Scope(request.Input));
        if (!IsJsonata && isNoted)
        {
            _result.Inspect("afterInputPath", effective);
        }

        return effective;
    }

    private void RunPass(PassState state)
    {
        var effective = SelectInput(isNoted: state.Result is null);
        JsonElement result;
        if (state.Result is { } given)
        {
            result = given;
            Note("result", result);
        }
        else
        {
            result = state.Parameters?.Evaluate(Scope(effective)) ?? effective;
            Note("afterParameters", result);
        }

        Note("afterResultSelector", result);
        Place(state, result);
    }

    private async ValueTask RunTaskAsync(TaskState state)
    {
        var effective = SelectInput();
        var parameters = state.Parameters?.Evaluate(Scope(effective)) ?? effective;
        _result.Inspect(IsJsonata ? "afterArguments" : "afterParameters", parameters);
        var (result, error) = request.IsMocked ? (request.Result, request.Error) : await work(state, parameters);
        if (error is not null)
        {
            Fail(error);
            return;
        }

        _result.Inspect("result", result!.Value);
        Finish(state, result.Value);
    }

    private void RunParallel(ParallelState state)
    {
        var effective = SelectInput(isNoted: false);
        state.Parameters?.Evaluate(Scope(effective));
        RequireMock();
        if (request.Error is { } error)
        {
            Fail(error);
            return;
        }

        Finish(state, request.Result!.Value);
    }

    private void RunMap(MapState state)
    {
        var effective = SelectInput();
        var scope = Scope(effective);
        var items = state.ItemReader is null ? state.ResolveItems(scope) : request.ReaderItems ?? Json.EmptyArray;
        if (!IsJsonata)
        {
            _result.Inspect("afterItemsPath", items);
        }

        _result.Inspect("maxConcurrency", Json.FromNumber(state.ResolveMaxConcurrency(scope)));
        var count = state.ResolveToleratedFailureCount(scope);
        var percentage = state.ResolveToleratedFailurePercentage(scope);
        if (count is { } tolerated)
        {
            _result.Inspect("toleratedFailureCount", Json.FromNumber(tolerated));
        }

        if (percentage is { } share)
        {
            _result.Inspect(
                "toleratedFailurePercentage",
                Json.Parse(share.ToString("0.0###", System.Globalization.CultureInfo.InvariantCulture))
            );
        }

        var iterations = items.GetArrayLength();
        if (request.Result is not null && request.FailedIterations > iterations)
        {
            throw SfnErrors.Validation("Map iteration failure count must be less than or equal to the number of Map iterations");
        }

        RequireMock();
        var isIntolerable =
            (count is not null || percentage is not null)
            && request.FailedIterations > (count ?? 0)
            && request.FailedIterations * 100.0 / Math.Max(1, iterations) > (percentage ?? 0);
        if ((request.Error ?? (isIntolerable ? StateError.ToleranceExceeded : null)) is { } error)
        {
            Fail(error);
            return;
        }

        Finish(state, request.Result!.Value);
    }

    private void RequireMock()
    {
        if (!request.IsMocked)
        {
            throw SfnErrors.Validation($"State type '{request.State.Type}' requires a mock");
        }
    }

    private void Finish(WorkState state, JsonElement answer)
    {
        var result = state.ResultSelector?.Evaluate(Scope(answer)) ?? answer;
        Note("afterResultSelector", result);
        Place(state, result);
    }

    private void Place(PayloadState state, JsonElement result)
    {
        var placed = state.ResultPath.Apply(request.Input, result);
        Note("afterResultPath", placed);
        Succeed(result, placed, state.Next, state.Output);
    }

    private void Note(string name, JsonElement value)
    {
        if (!IsJsonata)
        {
            _result.Inspect(name, value);
        }
    }

    private void Succeed(JsonElement result, JsonElement placed, string? next, PayloadTemplate? output)
    {
        var scope = Scope(request.Input) with { Result = request.State is WorkState ? result : default };
        _result.Output = IsJsonata ? output?.Evaluate(scope) ?? placed : request.State.OutputPath.Evaluate(Scope(placed));
        _result.NextState = next;
        _result.Status = "SUCCEEDED";
    }

    private void Fail(StateError error)
    {
        _result.Error = error;
        _result.Status = "FAILED";
        if (request.State is not WorkState state)
        {
            return;
        }

        var retrier = state.FindRetrier(error.Error ?? "");
        if (retrier >= 0 && request.RetryCount < state.Retry[retrier].MaxAttempts)
        {
            _result.Status = "RETRIABLE";
            _result.RetryIndex = retrier;
            _result.RetryBackoffSeconds = (int)state.Retry[retrier].Delay(request.RetryCount + 1, random: 1).TotalSeconds;
        }
        else if (state.FindCatcher(error.Error ?? "") is { } catcher)
        {
            Catch(state, catcher, error);
        }
    }

    private void Catch(WorkState state, Catcher catcher, StateError error)
    {
        var errorOutput = error.ToOutput();
        _result.CatchIndex = state.Catch.ToList().IndexOf(catcher);
        _result.Status = "CAUGHT_ERROR";
        _result.NextState = catcher.Next;
        _result.Output = IsJsonata
            ? catcher.Output?.Evaluate(Scope(request.Input) with { ErrorOutput = errorOutput }) ?? errorOutput
            : catcher.ResultPath.Apply(request.Input, errorOutput);
    }
}
