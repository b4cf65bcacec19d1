using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Workers.Emulator.StatesLanguage;
using Workers.Emulator.StepFunctions;

namespace Workers.Emulator.Lambda;

/// <summary>
/// Functions behind HTTP, by Lambda's Invoke: the payload is posted, and the answer is the result, or with the header
/// <c>X-Amz-Function-Error</c> the error.
/// </summary>
internal sealed class HttpFunctions : IDisposable
{
    private readonly IReadOnlyDictionary<string, Uri> _byName;
    private readonly Uri? _lambda;
    private readonly HttpClient _client;

    public HttpFunctions(EmulatorOptions options)
    {
        _byName = options.FunctionEndpoints;
        _lambda = options.LambdaEndpoint;

        // A function may take a quarter of an hour; its state says how long it waits.
        _client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
    }

    public bool IsEmpty => _byName.Count == 0 && _lambda is null;

    /// <summary>Calls a function; null when there is no endpoint for it.</summary>
    /// <exception cref="IntegrationException">The endpoint does not answer or refuses, or the function has failed.</exception>
    public async Task<FunctionResult?> InvokeAsync(FunctionInvocation invocation, CancellationToken cancelled)
    {
        if (Address(invocation) is not { } address)
        {
            return null;
        }

        try
        {
            using var request = Request(address, invocation);
            using var response = await _client.SendAsync(request, cancelled);
            var body = await response.Content.ReadAsStringAsync(cancelled);
            return Read(response, body);
        }
        catch (HttpRequestException error)
        {
            throw FunctionErrors.OfClient($"Unable to execute HTTP request: {error.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private Uri? Address(FunctionInvocation invocation) =>
        _byName.TryGetValue(invocation.FunctionName, out var address) ? address
        : _lambda is null ? null
        : new Uri(
            $"{_lambda.AbsoluteUri.TrimEnd('/')}/2015-03-31/functions/{Uri.EscapeDataString(invocation.FunctionName)}/invocations"
                + (invocation.Qualifier is { } qualifier ? $"?Qualifier={Uri.EscapeDataString(qualifier)}" : "")
        );

    private static HttpRequestMessage Request(Uri address, FunctionInvocation invocation)
    {
        var content = new StringContent(invocation.Payload, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Add("X-Amz-Invocation-Type", "RequestResponse");
        request.Headers.Add("X-Amzn-RequestId", invocation.RequestId);
        if (invocation.ClientContext is { } context)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Client-Context", context);
        }

        return request;
    }

    private static FunctionResult Read(HttpResponseMessage response, string body)
    {
        var payload = body.Length == 0 ? Json.Null : JsonText.TryParse(body, out _) ?? Json.FromString(body);
        if (response.Headers.Contains("X-Amz-Function-Error"))
        {
            throw FunctionErrors.OfPayload(payload);
        }

        return response.IsSuccessStatusCode
            ? new FunctionResult(payload, Header(response, "X-Amz-Log-Result"))
            : throw FunctionErrors.OfService(
                Code(response),
                Message(payload) ?? response.ReasonPhrase ?? "No message",
                (int)response.StatusCode
            );
    }

    private static string Code(HttpResponseMessage response) =>
        Header(response, "x-amzn-ErrorType")?.Split(':', '#')[0] is { Length: > 0 } code
            ? code
            : (int)response.StatusCode switch
            {
                404 => "ResourceNotFoundException",
                429 => "TooManyRequestsException",
                >= 500 => "ServiceException",
                _ => "AWSLambdaException",
            };

    private static string? Message(JsonElement payload) =>
        payload.ValueKind != JsonValueKind.Object ? null
        : payload.TryGetProperty("Message", out var message) || payload.TryGetProperty("message", out message) ? message.ToPlainText()
        : null;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
