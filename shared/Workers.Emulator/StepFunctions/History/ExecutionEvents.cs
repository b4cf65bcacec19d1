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

/// <summary>ExecutionSucceeded, ActivitySucceeded and LambdaFunctionSucceeded: an output and nothing else.</summary>
internal sealed class OutputEvent(byte[] output) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        WriteData(writer, "output", output, includeData);
        writer.WriteEndObject();
    }
}

/// <summary>ExecutionFailed, ExecutionAborted, ExecutionTimedOut, ActivityFailed, ActivityTimedOut, LambdaFunctionFailed, LambdaFunctionTimedOut, MapRunFailed: an error, as far as it has a name and a cause.</summary>
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

/// <summary>ExecutionRedriven.</summary>
internal sealed class ExecutionRedrivenEvent(int redriveCount) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        writer.WriteNumber("redriveCount"u8, redriveCount);
        writer.WriteEndObject();
    }
}

/// <summary>MapRunRedriven.</summary>
internal sealed class MapRunRedrivenEvent(string arn, int redriveCount) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        writer.WriteString("mapRunArn"u8, arn);
        writer.WriteNumber("redriveCount"u8, redriveCount);
        writer.WriteEndObject();
    }
}
