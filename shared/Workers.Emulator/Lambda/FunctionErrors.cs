using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;
using Workers.Emulator.StepFunctions;

namespace Workers.Emulator.Lambda;

/// <summary>How a function's failure, and Lambda's own, look to a state machine.</summary>
internal static class FunctionErrors
{
    /// <summary>The failure of a function whose runtime tells this type and message.</summary>
    public static IntegrationException Of(string errorType, string errorMessage, string requestId) =>
        OfPayload(
            Json.Build(
                (errorType, errorMessage, requestId),
                static (writer, error) =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("errorMessage"u8, error.errorMessage);
                    writer.WriteString("errorType"u8, error.errorType);
                    writer.WriteString("requestId"u8, error.requestId);
                    writer.WriteEndObject();
                }
            )
        );

    /// <summary>The failure of a function that answered this.</summary>
    public static IntegrationException OfPayload(JsonElement payload) =>
        payload.ValueKind == JsonValueKind.Object
        && payload.TryGetProperty("errorType", out var type)
        && type is { ValueKind: JsonValueKind.String }
            ? new IntegrationException(type.GetString()!, Json.ToText(payload))
            : new IntegrationException(
                "Lambda.Unknown",
                "The cause could not be determined because Lambda did not return an error type. Returned payload: " + Json.ToText(payload)
            );

    /// <summary>Lambda itself refused.</summary>
    public static IntegrationException OfService(string code, string message, int statusCode) =>
        new(
            $"Lambda.{code}",
            $"{message} (Service: AWSLambda; Status Code: {statusCode}; Error Code: {code}; Request ID: {Guid.NewGuid()}; Proxy: null)"
        );

    /// <summary>Lambda could not be reached.</summary>
    public static IntegrationException OfClient(string message) => new("Lambda.SdkClientException", message);

    /// <summary>No function is known at all: the emulator was not told of any.</summary>
    public static IntegrationException Unmapped() =>
        new(
            TaskResource.Unsupported.Error,
            "No function is mapped. Start the emulator with --function NAME=URL or --lambda-endpoint URL, or map a FunctionHandler."
        );

    /// <summary>Reads a text out of the parameters of <c>lambda:invoke</c>.</summary>
    public static string? ParameterText(this JsonElement parameters, string name)
    {
        try
        {
            return parameters.Text(name);
        }
        catch (AwsErrorException error)
        {
            throw new IntegrationException(
                ErrorNames.Runtime,
                $"The Parameters '{Json.ToText(parameters)}' could not be used to start the Task: [{error.Message}]"
            );
        }
    }
}
