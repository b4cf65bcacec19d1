using System.Net.Http.Headers;
using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>Another server that stands for AWS, such as moto or LocalStack, for <c>aws-sdk</c> calls of services that this emulator does not have.</summary>
internal sealed class SdkEndpoint : IDisposable
{
    private readonly Uri? _address;
    private readonly string _region;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    public SdkEndpoint(EmulatorOptions options)
    {
        _address = options.SdkEndpoint;
        _region = options.Region;
    }

    public bool IsMissing => _address is null;

    /// <summary>Calls an operation.</summary>
    /// <param name="service">A service with a <see cref="SdkService.SigningName"/>.</param>
    /// <param name="operation">For example <c>UpdateService</c>.</param>
    /// <param name="input">Its input: a JSON object.</param>
    /// <returns>The answer: a JSON object.</returns>
    /// <exception cref="AwsErrorException">The service refuses.</exception>
    /// <exception cref="IntegrationException">There is no server, no answer, or none in this protocol.</exception>
    public async ValueTask<JsonElement> InvokeAsync(SdkService service, string operation, JsonElement input)
    {
        if (_address is null)
        {
            throw new IntegrationException(
                TaskResource.Unsupported.Error,
                $"The emulator does not have the service {service.Name}. Start it with --sdk-endpoint URL, the address of a server that does."
            );
        }

        try
        {
            using var request = Request(service, operation, input);
            using var response = await _client.SendAsync(request);
            var body = await response.Content.ReadAsByteArrayAsync();
            return Read(service, response, body);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            throw OfClient(service, $"Unable to execute HTTP request: {error.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(SdkService service, string operation, JsonElement input)
    {
        var content = new StringContent(Json.ToText(input));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        request.Headers.Add("X-Amz-Target", $"{service.TargetPrefix}.{operation}");

        // Such servers tell services apart by the scope and check no signature; AWS itself refuses this one.
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential=emulator/20000101/{_region}/{service.SigningName}/aws4_request, SignedHeaders=host, Signature=none"
        );
        return request;
    }

    private static JsonElement Read(SdkService service, HttpResponseMessage response, byte[] body)
    {
        JsonElement answer;
        try
        {
            answer = body.Length == 0 ? Json.EmptyObject : JsonElement.Parse(body);
        }
        catch (JsonException error)
        {
            throw OfClient(service, $"Unable to parse HTTP response content: {error.Message}");
        }

        if (answer.ValueKind != JsonValueKind.Object)
        {
            throw OfClient(service, "Unable to parse HTTP response content: it is not a JSON object");
        }

        if (response.IsSuccessStatusCode)
        {
            return answer;
        }

        var code = Member(answer, "__type", "code")?.Split('#')[^1] ?? $"{service.Name}Exception";
        throw new AwsErrorException(
            code,
            Member(answer, "message", "Message") ?? response.ReasonPhrase ?? "No message",
            (int)response.StatusCode
        );
    }

    private static string? Member(JsonElement answer, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            {
                return value.GetString();
            }
        }

        return null;
    }

    private static IntegrationException OfClient(SdkService service, string message) => new($"{service.Name}.SdkClientException", message);
}
