using Workers.Aws.Sqs;

namespace Workers.Hosting.Leases;

/// <summary>The messages of one queue, whose visibility is extended together.</summary>
internal sealed record VisibilityGroup(string SourceName, string QueueUrl, TimeSpan Visibility, ISqsConsumer Sqs);
