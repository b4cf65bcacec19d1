using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>The service and the call that the events of one Task state name.</summary>
/// <param name="ResourceType">For example <c>sqs</c>.</param>
/// <param name="Resource">For example <c>sendMessage.waitForTaskToken</c>.</param>
internal sealed record TaskResourceName(string ResourceType, string Resource);

/// <summary>TaskScheduled.</summary>
internal sealed class TaskScheduledEvent(TaskResourceName resource, string region, byte[] parameters, long? timeout, long? heartbeat)
    : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        writer.WriteString("resourceType"u8, resource.ResourceType);
        writer.WriteString("resource"u8, resource.Resource);
        writer.WriteString("region"u8, region);
        if (includeData)
        {
            writer.WriteString("parameters"u8, parameters);
        }

        WriteIfGiven(writer, "timeoutInSeconds", timeout);
        WriteIfGiven(writer, "heartbeatInSeconds", heartbeat);
        writer.WriteEndObject();
    }
}

/// <summary>TaskStarted; with an output TaskSubmitted and TaskSucceeded; with an error TaskFailed, TaskSubmitFailed and TaskTimedOut.</summary>
internal sealed class TaskEvent(TaskResourceName resource, byte[]? output = null, string? error = null, string? cause = null) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        writer.WriteString("resourceType"u8, resource.ResourceType);
        writer.WriteString("resource"u8, resource.Resource);
        if (output is not null)
        {
            WriteData(writer, "output", output, includeData);
        }

        WriteIfGiven(writer, "error", error);
        WriteIfGiven(writer, "cause", cause);
        writer.WriteEndObject();
    }
}

/// <summary>ActivityScheduled.</summary>
internal sealed class ActivityScheduledEvent(string resource, byte[] input, long? timeout, long? heartbeat) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        writer.WriteString("resource"u8, resource);
        WriteData(writer, "input", input, includeData);
        WriteIfGiven(writer, "timeoutInSeconds", timeout);
        WriteIfGiven(writer, "heartbeatInSeconds", heartbeat);
        writer.WriteEndObject();
    }
}

/// <summary>ActivityStarted.</summary>
internal sealed class ActivityStartedEvent(string? workerName) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        WriteIfGiven(writer, "workerName", workerName);
        writer.WriteEndObject();
    }
}

/// <summary>LambdaFunctionScheduled.</summary>
internal sealed class LambdaFunctionScheduledEvent(string resource, byte[] input, long? timeout) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        writer.WriteString("resource"u8, resource);
        WriteData(writer, "input", input, includeData);
        WriteIfGiven(writer, "timeoutInSeconds", timeout);
        writer.WriteEndObject();
    }
}
