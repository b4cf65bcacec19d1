using System.Globalization;
using System.Text.Json;

namespace Workers.Hosting.Queues;

/// <summary>What the worker must know of a queue. What the queue does not tell is <see langword="null"/>.</summary>
/// <param name="VisibilityTimeout">The attribute of that name, in seconds.</param>
/// <param name="RetentionPeriod">MessageRetentionPeriod, in seconds.</param>
/// <param name="HasRedrivePolicy">Whether messages that were received too often are moved to a dead-letter queue.</param>
/// <param name="MaxReceiveCount">After how many receives.</param>
internal sealed record QueueFacts(int? VisibilityTimeout, int? RetentionPeriod, bool HasRedrivePolicy, int? MaxReceiveCount)
{
    public static QueueFacts Of(IReadOnlyDictionary<string, string>? attributes)
    {
        var policy = attributes?.GetValueOrDefault("RedrivePolicy");
        return new QueueFacts(
            Number(attributes?.GetValueOrDefault("VisibilityTimeout")),
            Number(attributes?.GetValueOrDefault("MessageRetentionPeriod")),
            policy is { Length: > 0 },
            policy is { Length: > 0 } ? MaxReceives(policy) : null
        );
    }

    // Set by hand it may be a number or, as AWS's console writes it, a string.
    private static int? MaxReceives(string policy)
    {
        using var document = JsonDocument.Parse(policy);
        return document.RootElement.TryGetProperty("maxReceiveCount", out var count) ? Number(count.ToString()) : null;
    }

    private static int? Number(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
