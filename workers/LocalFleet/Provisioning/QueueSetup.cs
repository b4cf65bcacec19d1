using System.Globalization;
using Workers.Aws.Sqs;

namespace LocalFleet.Provisioning;

/// <summary>Creates queues, each with its dead-letter queue.</summary>
internal sealed class QueueSetup(ISqsQueues queues)
{
    /// <summary>Creates them.</summary>
    /// <returns>The URLs by name, dead-letter queues included.</returns>
    public async Task<IReadOnlyDictionary<string, string>> CreateAsync(
        IReadOnlyList<string> names,
        LocalSettings settings,
        CancellationToken cancellationToken
    )
    {
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        var visibility = Text(settings.Visibility);
        foreach (var name in names)
        {
            var deadLetters = FleetNames.Queues.DeadLettersOf(name);
            urls[deadLetters] = await CreateAsync(deadLetters, new() { ["VisibilityTimeout"] = visibility }, cancellationToken);
            urls[name] = await CreateAsync(
                name,
                new()
                {
                    ["VisibilityTimeout"] = visibility,
                    ["ReceiveMessageWaitTimeSeconds"] = "20",
                    ["RedrivePolicy"] =
                        $$"""{"deadLetterTargetArn":"{{await ArnOfAsync(urls[deadLetters], cancellationToken)}}","maxReceiveCount":{{settings.MaxReceiveCount}}}""",
                },
                cancellationToken
            );
        }

        return urls;
    }

    /// <summary>A queue's ARN.</summary>
    /// <exception cref="FleetException">The queue does not tell it.</exception>
    public async Task<string> ArnOfAsync(string queueUrl, CancellationToken cancellationToken)
    {
        var request = new GetQueueAttributesRequest { QueueUrl = queueUrl, AttributeNames = ["QueueArn"] };
        var answer = await queues.GetQueueAttributesAsync(request, cancellationToken);
        return answer.Attributes?.GetValueOrDefault("QueueArn")
            ?? throw new FleetException($"The queue {queueUrl} does not tell its ARN (attribute QueueArn).");
    }

    private async Task<string> CreateAsync(string name, Dictionary<string, string> attributes, CancellationToken cancellationToken)
    {
        var request = new CreateQueueRequest { QueueName = name, Attributes = attributes };
        return (await queues.CreateQueueAsync(request, cancellationToken)).QueueUrl;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
