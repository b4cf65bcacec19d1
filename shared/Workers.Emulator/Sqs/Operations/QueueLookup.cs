using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.Sqs.Queues;

namespace Workers.Emulator.Sqs.Operations;

/// <summary>From a request to the queue that it is about.</summary>
internal static class QueueLookup
{
    /// <exception cref="AwsErrorException">The URL is missing or wrong, or there is no such queue.</exception>
    public static Queue Of(this QueueRegistry queues, JsonElement request) =>
        request.Text("QueueUrl") is { Length: > 0 } url ? queues.FindByUrl(url) : throw SqsErrors.MissingParameter("QueueUrl");
}
