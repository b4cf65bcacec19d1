using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>An <c>aws-sdk</c> call of a service of this emulator, or of the server beside it: any operation, in the SDK's names.</summary>
internal sealed class SdkIntegration : ITaskIntegration
{
    private readonly EmulatorContext _context;
    private readonly SdkService _service;
    private readonly string _operation;

    private SdkIntegration(EmulatorContext context, SdkService service, string operation)
    {
        _context = context;
        _service = service;
        _operation = operation;
    }

    /// <summary>The integration for a call; null when nobody here knows the service.</summary>
    /// <param name="context">The services.</param>
    /// <param name="service">The SDK's name of the service, for example <c>sfn</c>.</param>
    /// <param name="action">The operation in camel case.</param>
    public static SdkIntegration? TryCreate(EmulatorContext context, string service, string action) =>
        action.Length > 0 && (SdkService.FindOwn(service) ?? SdkService.FindElsewhere(service)) is { } known
            ? new SdkIntegration(context, known, Capitalize(action))
            : null;

    /// <summary>Why a call will fail; null when it may succeed.</summary>
    public string? Obstacle =>
        _service.IsElsewhere && _context.SdkEndpoint.IsMissing
            ? $"the emulator does not have the service {_service.Name}, and no --sdk-endpoint that may"
            : null;

    public static string WithSuffix(string code) => code.EndsWith("Exception", StringComparison.Ordinal) ? code : code + "Exception";

    public async ValueTask<IntegrationAnswer> CallAsync(IntegrationCall call)
    {
        try
        {
            var request = Json.Build(
                (Integration: this, call.Parameters),
                static (writer, state) => state.Integration.WriteRequest(writer, state.Parameters)
            );
            var answer = _service.IsElsewhere
                ? await _context.SdkEndpoint.InvokeAsync(_service, _operation, request)
                : await _context.InvokeAsync(_service.TargetPrefix, _operation, request, CancellationToken.None);
            return new IntegrationAnswer(
                Json.Build((Integration: this, answer), static (writer, state) => state.Integration.WriteAnswer(writer, state.answer))
            );
        }
        catch (AwsErrorException error)
        {
            // A code that the service's model does not know becomes the service's general exception.
            var name =
                !_service.IsCamelCase && error.Code is "MissingParameter" or "InvalidParameterValue" or "ValidationException"
                    ? $"{_service.Name}Exception"
                    : WithSuffix(error.Code);
            throw new IntegrationException(
                $"{_service.Name}.{name}",
                $"{error.Message} (Service: {_service.Name}, Status Code: {error.StatusCode}, Request ID: {Guid.NewGuid()}) (SDK Attempt Count: 1)"
            );
        }
    }

    private static string Capitalize(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Uncapitalize(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private void WriteRequest(Utf8JsonWriter writer, JsonElement parameters)
    {
        writer.WriteStartObject();
        foreach (var member in parameters.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            writer.WritePropertyName(WireName(member.Name));
            // Members that the service takes as JSON text may be given as JSON.
            if (member.Name is "Input" or "Output" or "Definition" or "MessageBody" && member.Value.ValueKind != JsonValueKind.String)
            {
                writer.WriteStringValue(Json.ToText(member.Value));
            }
            else if (_service.IsCamelCase)
            {
                WriteRenamed(writer, member.Value, Uncapitalize);
            }
            else
            {
                member.Value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    // Step Functions knows all names with a capital; in SQS's own protocol, where they have one too, these are exceptions: tags of
    // CreateQueue, and queueUrls in an answer.
    private string WireName(string name) =>
        (_service.IsCamelCase && name.Length > 0) || (_operation, name) is ("CreateQueue", "Tags") ? Uncapitalize(name) : name;

    private void WriteAnswer(Utf8JsonWriter writer, JsonElement answer)
    {
        if (_service.IsCamelCase || _service.IsElsewhere)
        {
            WriteRenamed(writer, answer, _service.IsCamelCase ? Capitalize : static name => name);
        }
        else
        {
            writer.WriteStartObject();
            foreach (var member in answer.EnumerateObject())
            {
                writer.WritePropertyName(Capitalize(member.Name));
                member.Value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }
    }

    private void WriteRenamed(Utf8JsonWriter writer, JsonElement value, Func<string, string> rename)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    var name = member.Name.Length == 0 ? member.Name : rename(member.Name);
                    writer.WritePropertyName(name);
                    if (member.Value.ValueKind == JsonValueKind.Number && _service.IsTime(name))
                    {
                        writer.WriteStringValue(
                            Instants.ToIso(DateTimeOffset.FromUnixTimeMilliseconds((long)(member.Value.GetDecimal() * 1000)))
                        );
                    }
                    else
                    {
                        WriteRenamed(writer, member.Value, rename);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                {
                    WriteRenamed(writer, element, rename);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
