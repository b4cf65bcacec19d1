using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>A closed execution in the names of the SDK: as the result of <c>startExecution.sync</c>, and in the files of a ResultWriter.</summary>
internal static class ExecutionDescription
{
    /// <summary>Writes instants as milliseconds since the epoch.</summary>
    public static readonly Action<Utf8JsonWriter, string, DateTimeOffset> AsMilliseconds = static (writer, name, instant) =>
        writer.WriteNumber(name, instant.ToUnixTimeMilliseconds());

    /// <summary>Writes instants as texts.</summary>
    public static readonly Action<Utf8JsonWriter, string, DateTimeOffset> AsIso = static (writer, name, instant) =>
        writer.WriteString(name, Instants.ToIso(instant));

    /// <summary>Writes the members, in alphabetical order, into an object that the caller has opened.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="execution">A closed execution.</param>
    /// <param name="isText">Whether input and output are given as texts, not as JSON.</param>
    /// <param name="writeInstant">The form of dates.</param>
    public static void Write(
        Utf8JsonWriter writer,
        Execution execution,
        bool isText,
        Action<Utf8JsonWriter, string, DateTimeOffset> writeInstant
    )
    {
        var end = execution.End!;
        WriteIfGiven(writer, "Cause", end.Cause);
        WriteIfGiven(writer, "Error", end.Error);
        writer.WriteString("ExecutionArn"u8, execution.Arn);
        WriteData(writer, "Input", execution.Input, isText);
        writer.WriteString("Name"u8, execution.Name);
        if (end.Output is { } output)
        {
            WriteData(writer, "Output", output, isText);
        }

        writer.WriteNumber("RedriveCount"u8, execution.RedriveCount);
        if (execution.Redriven is { } redriven)
        {
            writeInstant(writer, "RedriveDate", redriven);
        }

        var (status, reason) = RedriveRules.Describe(execution);
        writer.WriteString("RedriveStatus"u8, status);
        WriteIfGiven(writer, "RedriveStatusReason", reason);
        writeInstant(writer, "StartDate", execution.Started);
        writer.WriteString("StateMachineArn"u8, execution.Machine.Arn);
        writer.WriteString("Status"u8, end.Status.ToString());
        writeInstant(writer, "StopDate", end.Stopped);
    }

    private static void WriteIfGiven(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteData(Utf8JsonWriter writer, string name, byte[] data, bool isText)
    {
        if (isText)
        {
            writer.WriteString(name, data);
        }
        else
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(data, skipInputValidation: true);
        }

        writer.WriteStartObject($"{name}Details");
        writer.WriteBoolean("Included"u8, true);
        writer.WriteEndObject();
    }
}
