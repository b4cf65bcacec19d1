using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;

namespace Workers.Hosting.Queues;

/// <summary>Finds a queue by its settings and reads what the worker must know of it.</summary>
internal sealed partial class QueueLookup(string name, QueueOptions options, ISqsQueues queues, ILogger logger)
{
    /// <summary>SQS's own default, for when the queue's cannot be read or is 0, under which every message would be delivered over and over.</summary>
    public const int DefaultVisibilitySeconds = 30;

    private static readonly string[] Wanted = ["VisibilityTimeout", "RedrivePolicy", "MessageRetentionPeriod"];

    public async Task<(string Url, TimeSpan Visibility, int? MaxReceiveCount)> FindAsync(CancellationToken cancellationToken)
    {
        var url = await UrlAsync(cancellationToken);
        QueueFacts? facts = null;
        try
        {
            facts = await ReadAsync(url, cancellationToken);
        }
        catch (AwsServiceException exception) when (exception.Code is "AccessDenied" or "AccessDeniedException")
        {
            LogForbidden(name, url, DefaultVisibilitySeconds, exception.Message);
        }

        return (url, Visibility(facts), facts?.MaxReceiveCount);
    }

    /// <summary>Reads the queue's attributes.</summary>
    public async Task<QueueFacts> ReadAsync(CancellationToken cancellationToken) =>
        await ReadAsync(await UrlAsync(cancellationToken), cancellationToken);

    private async Task<string> UrlAsync(CancellationToken cancellationToken) =>
        options.QueueUrl is { Length: > 0 } given
            ? given
            : (await queues.GetQueueUrlAsync(new GetQueueUrlRequest { QueueName = options.QueueName! }, cancellationToken)).QueueUrl;

    private async Task<QueueFacts> ReadAsync(string url, CancellationToken cancellationToken)
    {
        var request = new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = Wanted };
        return QueueFacts.Of((await queues.GetQueueAttributesAsync(request, cancellationToken)).Attributes);
    }

    private TimeSpan Visibility(QueueFacts? facts) =>
        TimeSpan.FromSeconds(
            options.VisibilityTimeoutSeconds ?? (facts?.VisibilityTimeout is > 0 and var own ? own : DefaultVisibilitySeconds)
        );

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: the attributes of queue {QueueUrl} cannot be read, so its redrive policy is unknown, the settings are not checked against it, and its visibility timeout is taken as {Seconds} s unless VisibilityTimeoutSeconds is set; allow sqs:GetQueueAttributes: {Reason}"
    )]
    private partial void LogForbidden(string source, string queueUrl, int seconds, string reason);
}
