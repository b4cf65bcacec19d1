using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>…StateEntered.</summary>
internal sealed class StateEnteredEvent(string name, byte[] input) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        writer.WriteStartObject("stateEnteredEventDetails"u8);
        writer.WriteString("name"u8, name);
        WriteData(writer, "input", input, includeData);
        writer.WriteEndObject();
    }
}

/// <summary>…StateExited.</summary>
internal sealed class StateExitedEvent(string name, byte[] output, IReadOnlyList<KeyValuePair<string, byte[]>>? assigned) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        writer.WriteStartObject("stateExitedEventDetails"u8);
        writer.WriteString("name"u8, name);
        WriteData(writer, "output", output, includeData);
        if (assigned is not null && includeData)
        {
            writer.WriteStartObject("assignedVariables"u8);
            foreach (var (variable, value) in assigned)
            {
                writer.WriteString(variable, value);
            }

            writer.WriteEndObject();
            writer.WriteStartObject("assignedVariablesDetails"u8);
            writer.WriteBoolean("truncated"u8, false);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}

/// <summary>MapStateStarted.</summary>
internal sealed class MapStateStartedEvent(int length) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        writer.WriteNumber("length"u8, length);
        writer.WriteEndObject();
    }
}

/// <summary>MapRunStarted.</summary>
internal sealed class MapRunStartedEvent(string arn) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        writer.WriteString("mapRunArn"u8, arn);
        writer.WriteEndObject();
    }
}

/// <summary>MapIterationStarted, …Succeeded, …Failed, …Aborted.</summary>
internal sealed class MapIterationEvent(string state, int index) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        writer.WriteString("name"u8, state);
        writer.WriteNumber("index"u8, index);
        writer.WriteEndObject();
    }
}

/// <summary>EvaluationFailed.</summary>
internal sealed class EvaluationFailedEvent(string error, string? cause, string? location, string state) : HistoryEvent
{
    protected override void WriteDetails(Utf8JsonWriter writer, bool includeData)
    {
        StartDetails(writer);
        writer.WriteString("error"u8, error);
        WriteIfGiven(writer, "cause", cause);
        WriteIfGiven(writer, "location", location);
        writer.WriteString("state"u8, state);
        writer.WriteEndObject();
    }
}
