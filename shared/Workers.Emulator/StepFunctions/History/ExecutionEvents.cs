using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>ExecutionStarted.</summary>
internal sealed class ExecutionStartedEvent(byte[] input, string roleArn) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        WriteData(writer, "input", input, includeData);
        writer.WriteString("roleArn"u8, roleArn);
        writer.WriteEndObject();
    }
}

/// <summary>ExecutionSucceeded and ActivitySucceeded: an output and nothing else.</summary>
internal sealed class OutputEvent(byte[] output) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        WriteData(writer, "output", output, includeData);
        writer.WriteEndObject();
    }
}

/// <summary>ExecutionFailed, ExecutionAborted, ExecutionTimedOut, ActivityFailed, ActivityTimedOut, MapRunFailed: an error, as far as it has a name and a cause.</summary>
internal sealed class ErrorEvent(string? error, string? cause) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        WriteIfGiven(writer, "error", error);
        WriteIfGiven(writer, "cause", cause);
        writer.WriteEndObject();
    }
}
