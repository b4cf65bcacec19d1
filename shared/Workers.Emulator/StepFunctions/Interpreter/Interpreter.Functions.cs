using System.Text.Json;
using Workers.Emulator.Lambda;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <content>Functions of AWS Lambda: unlike other calls they may take their time, so that the state's clocks run meanwhile.</content>
internal sealed partial class Interpreter
{
    // A function that is the Resource itself has events of its own.
    private async ValueTask<StateResult> RunFunctionAsync(
        TaskState state,
        TaskResource.OfFunction resource,
        JsonElement effective,
        Lane lane
    )
    {
        var input = new Payload(Parameters(state, effective, lane));
        RequireShort(state, input.Element);
        var limits = Limits(state, effective, lane);
        Record(
            new LambdaFunctionScheduledEvent(state.Resource, input.Utf8, limits.TimeoutSeconds)
            {
                Type = HistoryEventType.LambdaFunctionScheduled,
            },
            lane
        );
        Record(new HistoryEvent { Type = HistoryEventType.LambdaFunctionStarted }, lane);
        var task = OpenCall(Uncounted, limits, token: null);
        var call = resource.Functions.Begin(resource.Name, input.Element);
        call.WhenEnded(outcome => Close(task, outcome));
        switch (await OutcomeAsync(task, lane))
        {
            case TaskOutcome.Succeeded { Output: var output } when !output.IsTooLong():
                var result = new Payload(output);
                Record(new OutputEvent(result.Utf8) { Type = HistoryEventType.LambdaFunctionSucceeded }, lane);
                return StateResult.Succeeded(result);
            case TaskOutcome.Succeeded:
                var tooLong = DataLimitExceeded(state.Resource);
                return FailFunction(tooLong.Error, tooLong.Cause, lane);
            case TaskOutcome.Failed failure:
                return FailFunction(failure.Error, failure.Cause, lane);
            case TaskOutcome.TimedOut:
                call.Stop();
                Record(new ErrorEvent(ErrorNames.Timeout, null) { Type = HistoryEventType.LambdaFunctionTimedOut }, lane);
                return StateResult.Failed(StateError.Timeout);
            default:
                call.Stop();
                return StateResult.Stopped;
        }
    }

    private async ValueTask<StateResult> RunInvokeAsync(
        TaskState state,
        TaskResource.OfIntegration resource,
        LambdaInvoke functions,
        JsonElement effective,
        Lane lane
    )
    {
        var isCallback = resource.Pattern == IntegrationPattern.WaitForTaskToken;
        var counters = isCallback ? _services.Statistics.Callback(_execution.Machine.Name, state.Name) : Uncounted;
        lane.UseToken(isCallback ? _services.Tasks.NewToken(counters) : null);
        var parameters = Parameters(state, effective, lane);
        RequireShort(state, parameters);
        var limits = Limits(state, effective, lane);
        RecordScheduled(resource.Name, parameters, limits, lane);
        Record(new TaskEvent(resource.Name) { Type = HistoryEventType.TaskStarted }, lane);
        var task = OpenCall(counters, limits, lane.TaskToken);
        FunctionCall call;
        try
        {
            call = functions.Begin(parameters);
        }
        catch (IntegrationException error)
        {
            task.Stop();
            return FailTask(resource.Name, error.Error, error.Cause, lane);
        }

        call.WhenEnded(outcome =>
        {
            if (isCallback && outcome is TaskOutcome.Succeeded { Output: var answer })
            {
                var submitted = new TaskEvent(resource.Name, answer.ToUtf8()) { Type = HistoryEventType.TaskSubmitted };
                _execution.Loop.Enqueue(static note => note(), () => RecordSubmitted(submitted, task, lane));
            }
            else
            {
                Close(task, outcome);
            }
        });
        return await EndTaskAsync(state, resource, task, call, lane);
    }

    // Called by the loop itself, not by the line that waits for the task.
    private void RecordSubmitted(TaskEvent submitted, PendingTask task, Lane lane)
    {
        try
        {
            // Whoever got the token may have been quicker than the function.
            if (!task.Outcome.IsCompleted)
            {
                Record(submitted, lane);
            }
        }
        catch (HistoryLimitException)
        {
            FailAtHistoryLimit();
        }
    }

    private PendingTask OpenCall(TaskCounters counters, TaskLimits limits, string? token)
    {
        // Only whoever has a token can give signs of life.
        var clocks = token is null ? limits with { HeartbeatSeconds = null } : limits;
        var task = new PendingTask(_services.Tasks, _execution.Loop, counters, token ?? _services.Tasks.NewToken(counters), clocks);
        _services.Tasks.Add(task);
        task.StartClocks();
        return task;
    }

    private void Close(PendingTask task, TaskOutcome outcome)
    {
        if (_services.Tasks.TryRemove(task))
        {
            task.Complete(outcome);
        }
    }

    private StateResult FailFunction(string? error, string? cause, Lane lane)
    {
        Record(new ErrorEvent(error, cause) { Type = HistoryEventType.LambdaFunctionFailed }, lane);
        return StateResult.Failed(error, cause);
    }
}
