using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>TestState: one state by itself, with its work mocked or, for calls of services of this emulator, done.</summary>
internal sealed class TestStateApi(EmulatorContext context, Arns arns, IntegrationCatalog integrations)
{
    private const string Machine = "TestState";

    public void AddTo(IDictionary<string, AwsOperation> operations) => operations.Add("TestState", TestState);

    private async ValueTask TestState(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var test = StateTestRequest.Read(request);
        var result = await new StateTest(test, new TestContext(ContextOf(test), context.TimeProvider), WorkAsync).RunAsync();
        result.WriteTo(response, test.IsInspected);
    }

    private async ValueTask<(JsonElement? Result, StateError? Error)> WorkAsync(TaskState state, JsonElement parameters)
    {
        var found = integrations.Find(state.Resource);
        if (found is not (TaskResource.OfFunction or TaskResource.OfIntegration { Pattern: IntegrationPattern.RequestResponse }))
        {
            throw SfnErrors.Validation($"The resource {state.Resource} requires a mock");
        }

        try
        {
            if (found is TaskResource.OfFunction function)
            {
                return ((await function.Functions.InvokeAsync(function.Name, parameters, CancellationToken.None)).Payload, null);
            }

            var resource = (TaskResource.OfIntegration)found;
            var machine = arns.StateMachine(Machine);
            var call = new IntegrationCall(parameters, resource.Pattern, arns.ExpressExecution(Machine, Machine), machine);
            return ((await resource.Integration.CallAsync(call)).Output, null);
        }
        catch (IntegrationException error)
        {
            return (null, new StateError(error.Error, error.Cause));
        }
    }

    private JsonElement ContextOf(StateTestRequest test)
    {
        if (test.Context is { } given)
        {
            return given;
        }

        var now = Instants.ToIso(context.TimeProvider.Now());
        var name = Guid.NewGuid().ToString();
        return Json.Build(
            (test, now, name, arns),
            static (writer, state) =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("Execution"u8);
                writer.WriteString("Id"u8, state.arns.ExpressExecution(Machine, state.name));
                writer.WritePropertyName("Input"u8);
                state.test.Input.WriteTo(writer);
                writer.WriteString("StartTime"u8, state.now);
                writer.WriteString("Name"u8, state.name);
                writer.WriteString("RoleArn"u8, state.test.RoleArn ?? $"arn:aws:iam::{state.arns.AccountId}:role/{Machine}");
                writer.WriteEndObject();
                writer.WriteStartObject("StateMachine"u8);
                writer.WriteString("Id"u8, state.arns.StateMachine(Machine));
                writer.WriteString("Name"u8, Machine);
                writer.WriteEndObject();
                writer.WriteStartObject("State"u8);
                writer.WriteString("Name"u8, state.test.State.Name);
                writer.WriteString("EnteredTime"u8, state.now);
                if (state.test.State is WorkState)
                {
                    writer.WriteNumber("RetryCount"u8, state.test.RetryCount);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }
        );
    }

    private sealed class TestContext(JsonElement json, TimeProvider timeProvider) : IContextObject
    {
        public DateTimeOffset Now => timeProvider.GetUtcNow();

        public JsonElement ToJson() => json;
    }
}
