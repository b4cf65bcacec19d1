using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.StatesLanguage;
using Workers.Emulator.StepFunctions;

namespace Workers.Emulator.Ecs;

/// <summary>Where a task runs and what it was given, for its description.</summary>
internal sealed record TaskPlacement(
    string ClusterArn,
    string TaskDefinitionArn,
    string ContainerArn,
    string Group,
    string LaunchType,
    JsonElement Overrides
);

/// <summary>A task of one container: from its start to its description at the end.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing that must be freed.")]
internal sealed partial class ContainerTask(EmulatedTask what, TaskPlacement placement, TimeProvider clock, ILogger logger)
    : IIntegrationJob
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private List<Action<TaskOutcome>>? _observers = [];
    private DateTimeOffset? _stopping;
    private TaskEnd? _end;

    /// <summary>Runs the task to its end. Never fails.</summary>
    public Task RunAsync(TaskRunner runner) =>
        // Whatever the runner does before its first wait must not hold up the state machine that asked for the task.
        Task.Run(async () => End(await RunOnceAsync(runner)));

    public void WhenEnded(Action<TaskOutcome> observer)
    {
        lock (_lock)
        {
            if (_observers is not null)
            {
                _observers.Add(observer);
                return;
            }
        }

        observer(Outcome());
    }

    public void Stop()
    {
        lock (_lock)
        {
            if (_observers is null || _stopping is not null)
            {
                return;
            }

            _stopping = clock.GetUtcNow();
        }

        // Not by the caller: it may be the loop of an execution, and the runner's callbacks take their time.
        _ = _stopped.CancelAsync();
    }

    /// <summary>Writes what DescribeTasks tells, in the names of the SDK.</summary>
    public void WriteDescription(Utf8JsonWriter writer)
    {
        TaskEnd? end;
        lock (_lock)
        {
            end = _end;
        }

        var status = end is null ? "PROVISIONING" : "STOPPED";
        writer.WriteStartObject();
        WriteEmpty(writer, "Attachments", "Attributes");
        writer.WriteString("ClusterArn"u8, placement.ClusterArn);
        writer.WriteStartArray("Containers"u8);
        WriteContainer(writer, end);
        writer.WriteEndArray();
        WriteTime(writer, "CreatedAt", _started);
        writer.WriteString("DesiredStatus"u8, end is null ? "RUNNING" : "STOPPED");
        writer.WriteBoolean("EnableExecuteCommand"u8, false);
        WriteTime(writer, "ExecutionStoppedAt", end?.At);
        writer.WriteString("Group"u8, placement.Group);
        WriteEmpty(writer, "InferenceAccelerators");
        writer.WriteString("LastStatus"u8, status);
        writer.WriteString("LaunchType"u8, placement.LaunchType);
        writer.WritePropertyName("Overrides"u8);
        placement.Overrides.WriteTo(writer);
        if (end is not null)
        {
            WriteTime(writer, "StartedAt", _started);
        }

        writer.WriteString("StartedBy"u8, "AWS Step Functions"u8);
        if (end is not null)
        {
            writer.WriteString("StopCode"u8, end.StopCode);
            WriteTime(writer, "StoppedAt", end.At);
            writer.WriteString("StoppedReason"u8, end.Reason);
            WriteTime(writer, "StoppingAt", _stopping ?? end.At);
        }

        WriteEmpty(writer, "Tags");
        writer.WriteString("TaskArn"u8, what.TaskArn);
        writer.WriteString("TaskDefinitionArn"u8, placement.TaskDefinitionArn);
        writer.WriteNumber("Version"u8, end is null ? 1 : 5);
        writer.WriteEndObject();
    }

    private async Task<TaskEnd> RunOnceAsync(TaskRunner runner)
    {
        try
        {
            var exitCode = await runner(what, _stopped.Token);
            LogExit(what.Family, exitCode, what.TaskArn);
            return _stopped.IsCancellationRequested
                ? new TaskEnd(exitCode, "UserInitiated", "Task stopped by the state machine that started it", clock.GetUtcNow())
                : new TaskEnd(exitCode, "EssentialContainerExited", "Essential container in task exited", clock.GetUtcNow());
        }
        catch (TaskStartException error)
        {
            LogNotStarted(what.Family, error.Message);
            return new TaskEnd(null, "TaskFailedToStart", $"CannotStartContainerError: {error.Message}", clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // As a process that SIGTERM has ended.
            return new TaskEnd(143, "UserInitiated", "Task stopped by the state machine that started it", clock.GetUtcNow());
        }
        catch (Exception fault)
        {
            LogFault(fault, what.Family);
            return new TaskEnd(1, "EssentialContainerExited", "Essential container in task exited", clock.GetUtcNow());
        }
    }

    private void End(TaskEnd end)
    {
        List<Action<TaskOutcome>> observers;
        lock (_lock)
        {
            _end = end;
            observers = _observers!;
            _observers = null;
        }

        var outcome = Outcome();
        foreach (var observer in observers)
        {
            observer(outcome);
        }
    }

    private TaskOutcome Outcome()
    {
        var description = Json.Build(this, static (writer, task) => task.WriteDescription(writer));
        return _end is { ExitCode: 0 }
            ? new TaskOutcome.Succeeded(description)
            : new TaskOutcome.Failed(ErrorNames.TaskFailed, Json.ToText(description));
    }

    private void WriteContainer(Utf8JsonWriter writer, TaskEnd? end)
    {
        writer.WriteStartObject();
        writer.WriteString("ContainerArn"u8, placement.ContainerArn);
        if (end?.ExitCode is { } exitCode)
        {
            writer.WriteNumber("ExitCode"u8, exitCode);
        }

        WriteEmpty(writer, "GpuIds");
        writer.WriteString("LastStatus"u8, end is null ? "PENDING" : "STOPPED");
        writer.WriteString("Name"u8, what.ContainerName ?? what.Family);
        WriteEmpty(writer, "NetworkBindings", "NetworkInterfaces");
        if (end is { ExitCode: null })
        {
            writer.WriteString("Reason"u8, end.Reason);
        }

        writer.WriteString("TaskArn"u8, what.TaskArn);
        writer.WriteEndObject();
    }

    private static void WriteEmpty(Utf8JsonWriter writer, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            writer.WriteStartArray(name);
            writer.WriteEndArray();
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } instant)
        {
            writer.WriteNumber(name, instant.ToUnixTimeMilliseconds());
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The task of {Family} exited with {ExitCode} ({TaskArn})")]
    private partial void LogExit(string family, int exitCode, string taskArn);

    [LoggerMessage(Level = LogLevel.Error, Message = "The task of {Family} did not start: {Reason}")]
    private partial void LogNotStarted(string family, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The task of {Family} failed")]
    private partial void LogFault(Exception fault, string family);

    /// <summary>How the task ended; without an exit code if it never began.</summary>
    private sealed record TaskEnd(int? ExitCode, string StopCode, string Reason, DateTimeOffset At);
}

/// <summary>What was to run did not start.</summary>
internal sealed class TaskStartException(string message, Exception inner) : Exception(message, inner);
