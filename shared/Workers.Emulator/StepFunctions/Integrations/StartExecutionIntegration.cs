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
        writer.WriteStartObject();
        ExecutionDescription.Write(writer, child, isText, ExecutionDescription.AsMilliseconds);
        writer.WriteEndObject();
    }

    private sealed class Child(Execution execution, IntegrationPattern pattern) : IIntegrationJob
    {
        public void WhenEnded(Action<TaskOutcome> observer) => execution.WhenEnded(ended => observer(OutcomeOf(ended, pattern)));

        public void Stop() => execution.Interpreter?.Abort(null, "The task that waited for this execution was stopped.");
    }
}
