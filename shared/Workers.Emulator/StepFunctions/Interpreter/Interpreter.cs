using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.S3;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>Runs one execution. All of it happens within the execution's loop.</summary>
internal sealed partial class Interpreter : IDisposable
{
    private static readonly TimeSpan LongestExpress = TimeSpan.FromMinutes(5);

    private readonly Execution _execution;
    private readonly InterpreterServices _services;
    private readonly Lane _root;
    private readonly ILogger _logger;
    private Alarm? _timeout;
    private bool _isClosed;

    public Interpreter(Execution execution, InterpreterServices services)
    {
        _execution = execution;
        _services = services;
        _logger = services.Logger;
        _root = new Lane(execution);
    }

    private TimeProvider TimeProvider => _services.TimeProvider;

    /// <summary>Queues the execution's start.</summary>
    public void Start(JsonElement input) =>
        _execution.Loop.Enqueue(static pair => _ = pair.Item1.RunAsync(pair.Item2), Tuple.Create(this, new Payload(input)));

    /// <summary>Opens a closed execution again, and queues that it goes on where it did not succeed.</summary>
    public static void Redrive(Execution execution, InterpreterServices services, string? clientToken = null)
    {
        execution.Reopen(services.TimeProvider.Now(), clientToken);
        services.Statistics.Executions(execution.Machine.Name).CountStart();
        var interpreter = new Interpreter(execution, services);
        execution.Interpreter = interpreter;
        execution.Loop.Enqueue(static resumed => _ = resumed.RunAsync(input: null), interpreter);
    }

    /// <summary>Queues the execution's end by StopExecution.</summary>
    public void Abort(string? error, string? cause) =>
        _execution.Loop.Enqueue(
            static call => call.Interpreter.CloseBefore(ExecutionStatus.ABORTED, call.Error, call.Cause),
            new AbortCall(this, error, cause)
        );

    /// <summary>Stops the timers without recording anything: the emulator ends.</summary>
    public void Dispose()
    {
        _timeout?.Dispose();
        _execution.Loop.Enqueue(static (Lane root) => Stop(root), _root);
    }

    // Runs from the start with an input, or without one from where a redrive goes on.
    private async Task RunAsync(Payload? input)
    {
        var definition = _execution.Revision.Definition;
        try
        {
            if (_isClosed)
            {
                // Stopped before its first turn.
                return;
            }

            var point = input is null ? RecordRedrive() : null;
            if (input is not null)
            {
                RecordStart();
            }

            if (Timeout(definition) is { } timeout)
            {
                _timeout = new Alarm(TimeProvider, timeout, TimeOut);
            }

            var first = input ?? new Payload(Json.Parse(Encoding.UTF8.GetString(_execution.Input)));
            var result = await RunMachineAsync(definition, first, _root, point);
            if (result.Output is { } output)
            {
                Record(new OutputEvent(output.Utf8) { Type = HistoryEventType.ExecutionSucceeded }, _root.Cursor);
                Close(ExecutionStatus.SUCCEEDED, output.Utf8, null);
            }
            else if (result.Error is { } error)
            {
                Fail(error);
            }
        }
        catch (HistoryLimitException)
        {
            FailAtHistoryLimit();
        }
        catch (Exception fault)
        {
            LogFault(fault, _execution.Arn);
            Stop(_root);
            Fail(new StateError(ErrorNames.Runtime, $"The emulator failed: {fault.GetType().Name}. Its log says where."));
        }
    }

    private async ValueTask<StateResult> RunMachineAsync(
        StateMachineDefinition definition,
        Payload input,
        Lane lane,
        RedrivePoint? point = null
    )
    {
        var data = point?.Input ?? input;
        var name = point?.State.Name ?? definition.StartAt;
        lane.Variables = point?.Variables ?? lane.Variables;
        while (true)
        {
            var result = await RunStateAsync(definition.States[name], data, lane, point);
            point = null;
            if (result.Output is null || result.Next is null)
            {
                lane.IsDone = true;
                return result;
            }

            data = result.Output;
            name = result.Next;
        }
    }

    private TimeSpan? Timeout(StateMachineDefinition definition)
    {
        var given = definition.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return _execution.Machine.IsExpress && (given is null || given > LongestExpress) ? LongestExpress : given;
    }

    private void TimeOut() =>
        _execution.Loop.Enqueue(static interpreter => interpreter.CloseBefore(ExecutionStatus.TIMED_OUT, null, null), this);

    private void RecordStart() =>
        _execution.History.Add(
            new ExecutionStartedEvent(_execution.Input, _execution.Revision.RoleArn) { Type = HistoryEventType.ExecutionStarted },
            0
        );

    private RedrivePoint? RecordRedrive()
    {
        var last = _execution.History.Count;
        Record(new ExecutionRedrivenEvent(_execution.RedriveCount) { Type = HistoryEventType.ExecutionRedriven }, last);
        _root.Cursor = last + 1;
        var point = _execution.RedrivePoint;
        _execution.RedrivePoint = null;
        return point;
    }

    // Ends the execution from outside: what it is doing is dropped without a record of its own.
    private void CloseBefore(ExecutionStatus status, string? error, string? cause)
    {
        if (_isClosed)
        {
            return;
        }

        var point = _root.ToRedrivePoint() ?? _execution.RedrivePoint;
        Stop(_root);
        if (_execution.History.Count == 0)
        {
            RecordStart();
        }

        var type = status == ExecutionStatus.ABORTED ? HistoryEventType.ExecutionAborted : HistoryEventType.ExecutionTimedOut;
        _execution.History.Add(new ErrorEvent(error, cause) { Type = type }, 0);
        _execution.RedrivePoint = point;
        Close(status, null, error is null && cause is null ? null : new StateError(error, cause));
    }

    private void FailAtHistoryLimit()
    {
        Stop(_root);
        Fail(new StateError(ErrorNames.Runtime, $"The execution reached the maximum number of history events ({ExecutionHistory.Limit})."));
    }

    private void Fail(StateError error)
    {
        if (_isClosed)
        {
            return;
        }

        _execution.RedrivePoint = _execution.Machine.IsExpress ? null : _root.ToRedrivePoint();
        _execution.History.Add(new ErrorEvent(error.Error, error.Cause) { Type = HistoryEventType.ExecutionFailed }, _root.Cursor);
        Close(ExecutionStatus.FAILED, null, error);
    }

    private void Close(ExecutionStatus status, byte[]? output, StateError? error)
    {
        _isClosed = true;
        _timeout?.Dispose();
        var end = new ExecutionEnd(status, TimeProvider.Now(), output, error?.Error, error?.Cause);
        _services.Statistics.Executions(_execution.Machine.Name).CountEnd(status, end.Stopped - _execution.Started);
        _execution.Close(end);
        _services.Executions.NoteClosed(_execution);
    }

    private int Record(HistoryEvent entry, int previousEventId) =>
        _execution.History.IsFull ? throw new HistoryLimitException() : _execution.History.Add(entry, previousEventId);

    // Records an event that the next one of the line follows.
    private void Record(HistoryEvent entry, Lane lane) => lane.Cursor = Record(entry, lane.Cursor);

    private async ValueTask<bool> DelayAsync(TimeSpan delay, Lane lane)
    {
        if (delay <= TimeSpan.Zero)
        {
            return true;
        }

        var over = new TaskCompletionSource<bool>();
        using var alarm = new Alarm(TimeProvider, delay, () => _execution.Loop.Enqueue(static source => source.TrySetResult(true), over));
        lane.Rest();
        lane.EndWait = () => over.TrySetResult(false);
        var isOver = await over.Task;
        lane.EndWait = null;
        return isOver;
    }

    private static void Stop(Lane lane)
    {
        if (lane.IsStopped)
        {
            return;
        }

        lane.IsStopped = true;
        foreach (var child in lane.Children)
        {
            Stop(child);
        }

        lane.EndWait?.Invoke();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Execution {Execution} failed inside the emulator")]
    private partial void LogFault(Exception fault, string execution);

    private sealed record AbortCall(Interpreter Interpreter, string? Error, string? Cause);
}

/// <summary>The history has room for nothing but the execution's end.</summary>
internal sealed class HistoryLimitException : Exception;

/// <summary>What interpreters share.</summary>
internal sealed record InterpreterServices(
    TimeProvider TimeProvider,
    string Region,
    Arns Arns,
    BucketFolder Buckets,
    MapRunStore MapRuns,
    ActivityStore Activities,
    TaskRegistry Tasks,
    ExecutionStore Executions,
    StepFunctionsStatistics Statistics,
    ILogger Logger
);
