using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;

namespace Workers.Hosting.Queues;

/// <summary>Finds a queue by its settings and reads what the worker must know of it.</summary>
internal sealed partial class QueueLookup(string name, QueueOptions options, ISqsQueues queues, ILogger logger)
{
    // SQS's own default, for when the queue's cannot be read or is 0, under which every message would be delivered over and over.
    private static readonly TimeSpan DefaultVisibility = TimeSpan.FromSeconds(30);

    private static readonly string[] Wanted = ["VisibilityTimeout", "RedrivePolicy"];

    public async Task<(string Url, TimeSpan Visibility, int? MaxReceiveCount)> FindAsync(CancellationToken cancellationToken)
    {
        var url = options.QueueUrl is { Length: > 0 } given
            ? given
            : (await queues.GetQueueUrlAsync(new GetQueueUrlRequest { QueueName = options.QueueName! }, cancellationToken)).QueueUrl;
        var attributes = await ReadAttributesAsync(url, cancellationToken);
        return (url, Visibility(attributes), MaxReceiveCount(attributes));
    }

    private async Task<IReadOnlyDictionary<string, string>?> ReadAttributesAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = Wanted };
            return (await queues.GetQueueAttributesAsync(request, cancellationToken)).Attributes;
        }
        catch (AwsServiceException exception) when (exception.Code is "AccessDenied" or "AccessDeniedException")
        {
            LogForbidden(name, url, (int)DefaultVisibility.TotalSeconds, exception.Message);
            return null;
        }
    }

    private TimeSpan Visibility(IReadOnlyDictionary<string, string>? attributes)
    {
        if (options.VisibilityTimeoutSeconds is { } seconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return
            attributes is not null
            && attributes.TryGetValue("VisibilityTimeout", out var text)
            && int.TryParse(text, CultureInfo.InvariantCulture, out var own)
            && own > 0
            ? TimeSpan.FromSeconds(own)
            : DefaultVisibility;
    }

    private static int? MaxReceiveCount(IReadOnlyDictionary<string, string>? attributes)
    {
        if (attributes is null || !attributes.TryGetValue("RedrivePolicy", out var policy))
        {
            return null;
        }

        using var document = JsonDocument.Parse(policy);
        return
            document.RootElement.TryGetProperty("maxReceiveCount", out var count)
            && int.TryParse(count.ToString(), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: the attributes of queue {QueueUrl} cannot be read, so its redrive policy is unknown and its visibility timeout is taken as {Seconds} s unless VisibilityTimeoutSeconds is set; allow sqs:GetQueueAttributes: {Reason}"
    )]
    private partial void LogForbidden(string source, string queueUrl, int seconds, string reason);
}
