using System.Text.Json;
using Workers.Emulator.Lambda;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>The optimized integration <c>lambda:invoke</c>, and functions that are the Resource of a Task themselves.</summary>
internal sealed class LambdaInvoke(FunctionCatalog functions) : ITaskIntegration
{
    /// <summary>Whether no function is known.</summary>
    public bool IsUnmapped => functions.IsEmpty;

    /// <inheritdoc/>
    public async ValueTask<IntegrationAnswer> CallAsync(IntegrationCall call)
    {
        var (invocation, isEvent) = Read(call.Parameters);
        return new IntegrationAnswer(
            isEvent ? Accept(invocation) : Answer(await functions.InvokeAsync(invocation, CancellationToken.None), call.Parameters)
        );
    }

    /// <summary>Begins the call that the parameters ask for.</summary>
    /// <exception cref="IntegrationException">They ask for nothing that can be called.</exception>
    public FunctionCall Begin(JsonElement parameters)
    {
        var (invocation, isEvent) = Read(parameters);
        if (!isEvent)
        {
            return new FunctionCall(cancelled => functions.InvokeAsync(invocation, cancelled), result => Answer(result, parameters));
        }

        var accepted = Accept(invocation);
        return new FunctionCall(_ => Task.FromResult(new FunctionResult(Json.Null)), _ => accepted);
    }

    /// <summary>Begins the call of a function that is the Resource itself.</summary>
    /// <exception cref="IntegrationException">No function is known.</exception>
    public FunctionCall Begin(FunctionName function, JsonElement input) =>
        new(cancelled => InvokeAsync(function, input, cancelled), static result => result.Payload);

    /// <summary>Calls a function that is the Resource itself.</summary>
    /// <exception cref="IntegrationException">No function is known, or it has failed.</exception>
    public Task<FunctionResult> InvokeAsync(FunctionName function, JsonElement input, CancellationToken cancelled) =>
        functions.IsEmpty
            ? throw FunctionErrors.Unmapped()
            : functions.InvokeAsync(
                new FunctionInvocation
                {
                    FunctionName = function.Name,
                    Qualifier = function.Qualifier,
                    Payload = Json.ToText(input),
                },
                cancelled
            );

    private (FunctionInvocation Invocation, bool IsEvent) Read(JsonElement parameters)
    {
        if (functions.IsEmpty)
        {
            throw FunctionErrors.Unmapped();
        }

        if (parameters.ParameterText("FunctionName") is not { Length: > 0 } text)
        {
            throw FunctionErrors.OfService("ValidationException", "The FunctionName must be given.", 400);
        }

        var name = FunctionName.Parse(text);
        var payload =
            parameters.TryGetProperty("Payload", out var given) && given.ValueKind != JsonValueKind.Null ? given : Json.EmptyObject;
        return (
            new FunctionInvocation
            {
                FunctionName = name.Name,
                Qualifier = parameters.ParameterText("Qualifier") ?? name.Qualifier,
                Payload = Json.ToText(payload),
                ClientContext = parameters.ParameterText("ClientContext"),
            },
            parameters.ParameterText("InvocationType") == "Event"
        );
    }

    // Nobody waits for the function: what becomes of it is only counted and logged.
    private JsonElement Accept(FunctionInvocation invocation)
    {
        _ = new FunctionCall(cancelled => functions.InvokeAsync(invocation, cancelled), static result => result.Payload);
        return Write(Json.FromString(""), 202, logResult: null);
    }

    private static JsonElement Answer(FunctionResult result, JsonElement parameters) =>
        Write(result.Payload, 200, parameters.ParameterText("LogType") == "Tail" ? result.LogResult ?? "" : null);

    private static JsonElement Write(JsonElement payload, int statusCode, string? logResult) =>
        Json.Build(
            (payload, statusCode, logResult),
            static (writer, answer) =>
            {
                writer.WriteStartObject();
                writer.WriteString("ExecutedVersion"u8, "$LATEST"u8);
                if (answer.logResult is not null)
                {
                    writer.WriteString("LogResult"u8, answer.logResult);
                }

                writer.WritePropertyName("Payload"u8);
                answer.payload.WriteTo(writer);
                SdkMetadata.Write(writer);
                writer.WriteNumber("StatusCode"u8, answer.statusCode);
                writer.WriteEndObject();
            }
        );
}
