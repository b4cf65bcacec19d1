using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <content>One attempt at a Task state.</content>
internal sealed partial class Interpreter
{
    // Tasks of jobs can be closed by their token too, but are no callbacks: they are counted nowhere.
    private static readonly TaskCounters Uncounted = new(-1, "", isActivity: false);

    private ValueTask<StateResult> RunTaskAsync(TaskState state, JsonElement effective, Lane lane) =>
        _execution.Revision.Resources[state.Resource] switch
        {
            TaskResource.OfActivity activity => RunActivityAsync(state, activity.Arn, effective, lane),
            TaskResource.OfFunction function => RunFunctionAsync(state, function, effective, lane),
            TaskResource.OfIntegration { Integration: LambdaInvoke functions } invoke => RunInvokeAsync(
                state,
                invoke,
                functions,
                effective,
                lane
            ),
            TaskResource.OfIntegration integration => RunIntegrationAsync(state, integration, effective, lane),
            TaskResource.Unsupported unsupported => new ValueTask<StateResult>(RefuseTask(state, unsupported, effective, lane)),
            var other => throw new NotSupportedException(other.ToString()),
        };

    private async ValueTask<StateResult> RunActivityAsync(TaskState state, string arn, JsonElement effective, Lane lane)
    {
        var activity =
            _services.Activities.Find(arn) ?? throw new StatesErrorException(ErrorNames.Runtime, $"The activity {arn} does not exist.");
        var input = new Payload(Parameters(state, effective, lane));
        RequireShort(state, input.Element);
        var limits = Limits(state, effective, lane);
        var task = new PendingTask(_services.Tasks, _execution.Loop, activity.Counters, _services.Tasks.NewToken(activity.Counters), limits)
        {
            Activity = activity,
            Input = input.Utf8,
            OnTaken = workerName => RecordTaken(workerName, lane),
        };
        Record(
            new ActivityScheduledEvent(arn, input.Utf8, limits.TimeoutSeconds, limits.HeartbeatSeconds)
            {
                Type = HistoryEventType.ActivityScheduled,
            },
            lane
        );
        _services.Tasks.Add(task);
        activity.Schedule(task);
        switch (await OutcomeAsync(task, lane))
        {
            case TaskOutcome.Succeeded success:
                var output = new Payload(success.Output);
                Record(new OutputEvent(output.Utf8) { Type = HistoryEventType.ActivitySucceeded }, lane);
                return StateResult.Succeeded(output);
            case TaskOutcome.Failed failure:
                Record(new ErrorEvent(failure.Error, failure.Cause) { Type = HistoryEventType.ActivityFailed }, lane);
                return StateResult.Failed(failure.Error, failure.Cause);
            case TaskOutcome.TimedOut:
                Record(new ErrorEvent(ErrorNames.Timeout, null) { Type = HistoryEventType.ActivityTimedOut }, lane);
                return StateResult.Failed(StateError.Timeout);
            default:
                return StateResult.Stopped;
        }
    }

    // Called by the loop itself, not by the line that waits for the task.
    private void RecordTaken(string? workerName, Lane lane)
    {
        try
        {
            Record(new ActivityStartedEvent(workerName) { Type = HistoryEventType.ActivityStarted }, lane);
        }
        catch (HistoryLimitException)
        {
            FailAtHistoryLimit();
        }
    }

    private async ValueTask<StateResult> RunIntegrationAsync(
        TaskState state,
        TaskResource.OfIntegration resource,
        JsonElement effective,
        Lane lane
    )
    {
        var counters =
            resource.Pattern == IntegrationPattern.WaitForTaskToken
                ? _services.Statistics.Callback(_execution.Machine.Name, state.Name)
                : Uncounted;
        var waits = resource.Pattern != IntegrationPattern.RequestResponse;
        lane.UseToken(waits ? _services.Tasks.NewToken(counters) : null);
        var parameters = Parameters(state, effective, lane);
        RequireShort(state, parameters);
        var limits = Limits(state, effective, lane);
        RecordScheduled(resource.Name, parameters, limits, lane);
        Record(new TaskEvent(resource.Name) { Type = HistoryEventType.TaskStarted }, lane);
        var task = waits ? new PendingTask(_services.Tasks, _execution.Loop, counters, lane.TaskToken!, limits) : null;
        if (task is not null)
        {
            // Before the call: whoever gets the token may be quicker than the service's answer.
            _services.Tasks.Add(task);
        }

        IntegrationAnswer answer;
        try
        {
            answer = await resource.Integration.CallAsync(
                new IntegrationCall(parameters, resource.Pattern, _execution.Arn, _execution.Machine.Arn)
            );
        }
        catch (IntegrationException error)
        {
            task?.Stop();
            return lane.IsStopped ? StateResult.Stopped : FailTask(resource.Name, error.Error, error.Cause, lane);
        }

        if (lane.IsStopped)
        {
            task?.Stop();
            if (resource.Pattern is IntegrationPattern.Sync or IntegrationPattern.Sync2)
            {
                answer.Job?.Stop();
            }

            return StateResult.Stopped;
        }

        return task is null
            ? SucceedTask(state, resource.Name, answer.Output, lane)
            : await AwaitReportAsync(state, resource, task, answer, lane);
    }

    // Not a frame of its own: what waits for months should hold little.
    private ValueTask<StateResult> AwaitReportAsync(
        TaskState state,
        TaskResource.OfIntegration resource,
        PendingTask task,
        IntegrationAnswer answer,
        Lane lane
    )
    {
        Record(new TaskEvent(resource.Name, answer.Output.ToUtf8()) { Type = HistoryEventType.TaskSubmitted }, lane);
        task.StartClocks();
        var job = resource.Pattern == IntegrationPattern.WaitForTaskToken ? null : answer.Job;
        job?.WhenEnded(outcome => Close(task, outcome));
        return EndTaskAsync(state, resource, task, job, lane);
    }

    private async ValueTask<StateResult> EndTaskAsync(
        TaskState state,
        TaskResource.OfIntegration resource,
        PendingTask task,
        IIntegrationJob? job,
        Lane lane
    )
    {
        switch (await OutcomeAsync(task, lane))
        {
            case TaskOutcome.Succeeded success:
                return SucceedTask(state, resource.Name, success.Output, lane);
            case TaskOutcome.Failed failure:
                return FailTask(resource.Name, failure.Error, failure.Cause, lane);
            case TaskOutcome.TimedOut:
                job?.Stop();
                Record(new TaskEvent(resource.Name, error: ErrorNames.Timeout) { Type = HistoryEventType.TaskTimedOut }, lane);
                return StateResult.Failed(StateError.Timeout);
            default:
                job?.Stop();
                return StateResult.Stopped;
        }
    }

    private static async ValueTask<TaskOutcome> OutcomeAsync(PendingTask task, Lane lane)
    {
        lane.Rest();
        lane.EndWait = task.Stop;
        var outcome = await task.Outcome;
        lane.EndWait = null;
        return lane.IsStopped ? TaskOutcome.Stopped.Instance : outcome;
    }

    private StateResult SucceedTask(TaskState state, TaskResourceName name, JsonElement output, Lane lane)
    {
        if (output.IsTooLong())
        {
            var error = DataLimitExceeded(state.Resource);
            return FailTask(name, error.Error, error.Cause, lane);
        }

        var payload = new Payload(output);
        Record(new TaskEvent(name, payload.Utf8) { Type = HistoryEventType.TaskSucceeded }, lane);
        return StateResult.Succeeded(payload);
    }

    private StateResult FailTask(TaskResourceName name, string? error, string? cause, Lane lane)
    {
        Record(new TaskEvent(name, error: error, cause: cause) { Type = HistoryEventType.TaskFailed }, lane);
        return StateResult.Failed(error, cause);
    }

    private StateResult RefuseTask(TaskState state, TaskResource.Unsupported resource, JsonElement effective, Lane lane)
    {
        RecordScheduled(resource.Name, Parameters(state, effective, lane), Limits(state, effective, lane), lane);
        Record(new TaskEvent(resource.Name) { Type = HistoryEventType.TaskStarted }, lane);
        return FailTask(
            resource.Name,
            TaskResource.Unsupported.Error,
            $"The Resource {state.Resource} cannot be performed: {resource.Reason}.",
            lane
        );
    }

    private void RecordScheduled(TaskResourceName name, JsonElement parameters, TaskLimits limits, Lane lane) =>
        Record(
            new TaskScheduledEvent(name, _services.Region, parameters.ToUtf8(), limits.TimeoutSeconds, limits.HeartbeatSeconds)
            {
                Type = HistoryEventType.TaskScheduled,
            },
            lane
        );

    private static void RequireShort(TaskState state, JsonElement parameters)
    {
        if (parameters.IsTooLong())
        {
            throw DataLimitExceeded(state.Name);
        }
    }

    private static TaskLimits Limits(TaskState state, JsonElement effective, Lane lane)
    {
        var scope = lane.Scope(effective);
        return new TaskLimits(state.TimeoutSeconds?.ResolveInteger(scope), state.HeartbeatSeconds?.ResolveInteger(scope));
    }
}
