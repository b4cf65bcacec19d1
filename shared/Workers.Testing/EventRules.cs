using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Workers.Testing;

/// <summary>Sets up rules of EventBridge, which no worker does, so that no client of theirs can.</summary>
internal static class EventRules
{
    private static readonly Uri Emulator = new("http://localhost:4566/");

    /// <summary>Creates a rule with a queue as its target.</summary>
    public static async Task CreateAsync(
        HttpMessageHandler handler,
        string name,
        string eventPattern,
        string queueArn,
        CancellationToken cancellationToken
    )
    {
        using var http = new HttpClient(handler, disposeHandler: false);
        var rule = new JsonObject { ["Name"] = name, ["EventPattern"] = eventPattern };
        await CallAsync(http, "PutRule", rule, cancellationToken);
        var target = new JsonObject { ["Id"] = "queue", ["Arn"] = queueArn };
        var targets = new JsonObject { ["Rule"] = name, ["Targets"] = new JsonArray(target) };
        await CallAsync(http, "PutTargets", targets, cancellationToken);
    }

    private static async Task CallAsync(HttpClient http, string operation, JsonObject input, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Emulator) { Content = new StringContent(input.ToJsonString()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", $"AWSEvents.{operation}");
        using var answer = await http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new ArgumentException(
                $"{operation} was refused: {await answer.Content.ReadAsStringAsync(cancellationToken)}",
                nameof(input)
            );
        }
    }
}
