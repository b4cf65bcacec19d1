using System.Globalization;
using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.Sqs.Queues;

namespace Workers.Emulator.Sqs.Operations;

/// <summary>Creating, listing, changing and deleting queues.</summary>
internal sealed class QueueOperations(QueueRegistry queues, string accountId)
{
    public void Create(JsonElement request, Utf8JsonWriter response, string baseUrl)
    {
        var name = request.Text("QueueName") ?? throw SqsErrors.MissingParameter("QueueName");
        var queue = queues.Create(name, request.TextMap("Attributes"), request.TextMap("tags"));
        response.WriteString("QueueUrl"u8, UrlOf(queue, baseUrl));
    }

    public void GetUrl(JsonElement request, Utf8JsonWriter response, string baseUrl)
    {
        var name = request.Text("QueueName") ?? throw SqsErrors.MissingParameter("QueueName");
        var owner = request.Text("QueueOwnerAWSAccountId");
        var queue = owner is null || owner == accountId ? queues.Find(name) : throw SqsErrors.QueueDoesNotExist();
        response.WriteString("QueueUrl"u8, UrlOf(queue, baseUrl));
    }

    public void List(JsonElement request, Utf8JsonWriter response, string baseUrl)
    {
        var prefix = request.Text("QueueNamePrefix") ?? "";
        WriteUrls(
            "QueueUrls",
            queues.All.Where(queue => queue.Name.StartsWith(prefix, StringComparison.Ordinal)),
            request,
            response,
            baseUrl
        );
    }

    public void ListDeadLetterSources(JsonElement request, Utf8JsonWriter response, string baseUrl)
    {
        var target = queues.Of(request);
        var sources = queues.All.Where(queue => queue.Attributes.Redrive?.DeadLetterTargetArn == target.Arn);
        WriteUrls("queueUrls", sources, request, response, baseUrl);
    }

    public void Delete(JsonElement request, Utf8JsonWriter response) => queues.Delete(queues.Of(request));

    public void Purge(JsonElement request, Utf8JsonWriter response) => queues.Of(request).Purge();

    public void SetAttributes(JsonElement request, Utf8JsonWriter response)
    {
        var queue = queues.Of(request);
        if (request.Member("Attributes") is null)
        {
            throw SqsErrors.MissingParameter("Attributes");
        }

        var requested = request.TextMap("Attributes");
        var attributes = queue.Attributes.With(requested);
        if (requested.ContainsKey(AttributeNames.RedrivePolicy))
        {
            queues.CheckRedrive(attributes);
        }

        queue.Change(attributes);
    }

    public void GetAttributes(JsonElement request, Utf8JsonWriter response)
    {
        var queue = queues.Of(request);
        var names = request.Texts("AttributeNames");
        if (names.Find(name => !AttributeNames.Known.Contains(name)) is { } unknown)
        {
            throw SqsErrors.UnknownAttribute(unknown);
        }

        var attributes = names.Contains(AttributeNames.All)
            ? AttributesOf(queue)
            : AttributesOf(queue).Where(attribute => names.Contains(attribute.Name));
        WriteMap(response, "Attributes", attributes.Select(attribute => KeyValuePair.Create(attribute.Name, attribute.Value)));
    }

    public void Tag(JsonElement request, Utf8JsonWriter response)
    {
        var queue = queues.Of(request);
        if (request.Member("Tags") is null)
        {
            throw SqsErrors.MissingParameter("Tags");
        }

        queue.Tags.Set(request.TextMap("Tags"));
    }

    public void Untag(JsonElement request, Utf8JsonWriter response)
    {
        var queue = queues.Of(request);
        if (request.Member("TagKeys") is null)
        {
            throw SqsErrors.MissingParameter("TagKeys");
        }

        queue.Tags.Remove(request.Texts("TagKeys"));
    }

    public void ListTags(JsonElement request, Utf8JsonWriter response) => WriteMap(response, "Tags", queues.Of(request).Tags.All);

    private static void WriteMap(Utf8JsonWriter response, string name, IEnumerable<KeyValuePair<string, string>> entries)
    {
        // SQS leaves an empty map out.
        var isOpen = false;
        foreach (var (key, value) in entries)
        {
            if (!isOpen)
            {
                response.WriteStartObject(name);
                isOpen = true;
            }

            response.WriteString(key, value);
        }

        if (isOpen)
        {
            response.WriteEndObject();
        }
    }

    private static IEnumerable<(string Name, string Value)> AttributesOf(Queue queue)
    {
        var counts = queue.Counts;
        yield return (AttributeNames.QueueArn, queue.Arn);
        yield return (AttributeNames.ApproximateNumberOfMessages, Number(counts.Visible));
        yield return (AttributeNames.ApproximateNumberOfMessagesNotVisible, Number(counts.InFlight));
        yield return (AttributeNames.ApproximateNumberOfMessagesDelayed, Number(counts.Delayed));
        yield return (AttributeNames.CreatedTimestamp, Number(queue.CreatedAt.ToUnixTimeSeconds()));
        yield return (AttributeNames.LastModifiedTimestamp, Number(queue.ModifiedAt.ToUnixTimeSeconds()));
        foreach (var (name, value) in queue.Attributes.Values)
        {
            yield return (name, value);
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void WriteUrls(string member, IEnumerable<Queue> found, JsonElement request, Utf8JsonWriter response, string baseUrl)
    {
        var most = request.Integer("MaxResults");
        if (most is < 1 or > SqsLimits.ListedQueues)
        {
            throw SqsErrors.InvalidParameter("MaxResults", most, $"Must be between 1 and {SqsLimits.ListedQueues}, if provided.");
        }

        // The token is the name of the last queue that was listed.
        var token = request.Text("NextToken");
        var page = found
            .Where(queue => token is null || string.CompareOrdinal(queue.Name, token) > 0)
            .Take((most ?? SqsLimits.ListedQueues) + 1)
            .ToList();
        if (page.Count == 0)
        {
            return;
        }

        var isCut = page.Count > (most ?? SqsLimits.ListedQueues);
        if (isCut)
        {
            page.RemoveAt(page.Count - 1);
        }

        response.WriteStartArray(member);
        foreach (var queue in page)
        {
            response.WriteStringValue(UrlOf(queue, baseUrl));
        }

        response.WriteEndArray();
        if (isCut && most is not null)
        {
            response.WriteString("NextToken"u8, page[^1].Name);
        }
    }

    private string UrlOf(Queue queue, string baseUrl) => $"{baseUrl}/{accountId}/{queue.Name}";
}
