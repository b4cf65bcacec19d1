namespace Workers.Hosting.Progress;

/// <summary>Where a job's progress and response go: the envelope's <c>replyTo</c>.</summary>
/// <param name="QueueUrl">The reply queue's URL.</param>
/// <param name="JobId">What the reader calls the job.</param>
internal sealed record ReplyAddress(string QueueUrl, string JobId);
