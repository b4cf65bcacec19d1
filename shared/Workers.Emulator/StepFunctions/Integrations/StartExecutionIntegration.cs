using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>The optimized integration <c>states:startExecution</c> in its four patterns.</summary>
internal sealed class StartExecutionIntegration(ExecutionStarter starter) : ITaskIntegration
{
    public ValueTask<IntegrationAnswer> CallAsync(IntegrationCall call)
    {
        try
        {
            var parameters = call.Parameters;
            var child = starter.Start(
                parameters.Text("StateMachineArn") ?? throw SfnErrors.Constraint("stateMachineArn", "null", "Member must not be null"),
                parameters.Text("Name"),
                parameters.Member("Input")?.ToPlainText(),
                parameters.Text("TraceHeader")
            );
            return new ValueTask<IntegrationAnswer>(
                new IntegrationAnswer(
                    Json.Build(child, static (writer, execution) => WriteAnswer(writer, execution)),
                    new Child(child, call.Pattern)
                )
            );
        }
        catch (AwsErrorException error)
        {
            throw new IntegrationException(
                $"StepFunctions.{SdkIntegration.WithSuffix(error.Code)}",
                $"{error.Message} (Service: AWSStepFunctions; Status Code: {error.StatusCode}; Error Code: {error.Code}; "
                    + $"Request ID: {Guid.NewGuid()}; Proxy: null)"
            );
        }
    }

    private static TaskOutcome OutcomeOf(Execution child, IntegrationPattern pattern)
    {
        var description = Json.Build(
            (child, IsText: pattern == IntegrationPattern.Sync),
            static (writer, state) => WriteDescription(writer, state.child, state.IsText)
        );
        return child.Status == ExecutionStatus.SUCCEEDED
            ? new TaskOutcome.Succeeded(description)
            : new TaskOutcome.Failed(ErrorNames.TaskFailed, Json.ToText(description));
    }

    private static void WriteAnswer(Utf8JsonWriter writer, Execution child)
    {
        writer.WriteStartObject();
        writer.WriteString("ExecutionArn"u8, child.Arn);
        SdkMetadata.Write(writer);
        writer.WriteNumber("StartDate"u8, child.Started.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }

    private static void WriteDescription(Utf8JsonWriter writer, Execution child, bool isText)
    {
        var end = child.End!;
        writer.WriteStartObject();
        WriteIfGiven(writer, "Cause", end.Cause);
        WriteIfGiven(writer, "Error", end.Error);
        writer.WriteString("ExecutionArn"u8, child.Arn);
        WriteData(writer, "Input", child.Input, isText);
        writer.WriteString("Name"u8, child.Name);
        if (end.Output is { } output)
        {
            WriteData(writer, "Output", output, isText);
        }

        writer.WriteNumber("RedriveCount"u8, 0);
        var isRedrivable = end.Status != ExecutionStatus.SUCCEEDED;
        writer.WriteString("RedriveStatus"u8, isRedrivable ? "REDRIVABLE"u8 : "NOT_REDRIVABLE"u8);
        if (!isRedrivable)
        {
            writer.WriteString("RedriveStatusReason"u8, $"Execution is {end.Status} and cannot be redriven");
        }

        writer.WriteNumber("StartDate"u8, child.Started.ToUnixTimeMilliseconds());
        writer.WriteString("StateMachineArn"u8, child.Machine.Arn);
        writer.WriteString("Status"u8, end.Status.ToString());
        writer.WriteNumber("StopDate"u8, end.Stopped.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
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

    private sealed class Child(Execution execution, IntegrationPattern pattern) : IIntegrationJob
    {
        public void WhenEnded(Action<TaskOutcome> observer) => execution.WhenEnded(ended => observer(OutcomeOf(ended, pattern)));

        public void Stop() => execution.Interpreter?.Abort(null, "The task that waited for this execution was stopped.");
    }
}
