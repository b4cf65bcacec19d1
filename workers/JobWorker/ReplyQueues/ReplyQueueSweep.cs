using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;

namespace JobWorker.ReplyQueues;

/// <summary>
/// Goes once through the reply queues and removes those whose executions have ended. A queue says by a tag which execution it belongs to;
/// whatever else than a plain answer that this one has ended long enough ago leaves the queue as it is.
/// </summary>
/// <remarks>Any number of workers may do it at once: who comes second finds the queue gone.</remarks>
internal sealed partial class ReplyQueueSweep(
    ISqsQueueDirectory directory,
    ISqsQueues queues,
    IStepFunctionsExecutions executions,
    SweepOptions options,
    TimeProvider time,
    ILogger<ReplyQueueSweep> logger
)
{
    /// <summary>The tag with the execution's ARN, as the pattern's definition sets it.</summary>
    public const string ExecutionTag = "workers:execution";

    private const int PageSize = 1000;

    // A queue a second: the account's quotas (DescribeExecution 10 to 15 calls a second) belong to others.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Sweeps once.</summary>
    /// <exception cref="AwsException">The queues cannot be listed, or AWS throttles, so that going on would take from others.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var found = await ListAsync(cancellationToken);

        // Workers that sweep at the same time begin with different ones.
        Random.Shared.Shuffle(found);
        var removed = 0;
        var unknown = 0;
        string? problem = null;
        foreach (var queue in found)
        {
            try
            {
                removed += await RemoveIfOrphanedAsync(queue, cancellationToken) ? 1 : 0;
            }
            catch (QueueDoesNotExistException)
            {
                // It was removed meanwhile, by its execution or by another sweep.
            }
            catch (AwsException exception) when (exception.Kind is not AwsErrorKind.Throttled)
            {
                unknown++;
                problem = exception.Message;
            }

            await Task.Delay(Pace, time, cancellationToken);
        }

        LogSwept(found.Length, options.Prefix, removed);
        if (problem is not null)
        {
            LogUnknown(unknown, problem);
        }
    }

    private async Task<string[]> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        string? next = null;
        do
        {
            var request = new ListQueuesRequest
            {
                QueueNamePrefix = options.Prefix,
                MaxResults = PageSize,
                NextToken = next,
            };
            var page = await directory.ListQueuesAsync(request, cancellationToken);
            found.AddRange(page.QueueUrls ?? []);
            next = page.NextToken;
        } while (next is not null);

        return [.. found];
    }

    private async Task<bool> RemoveIfOrphanedAsync(string queue, CancellationToken cancellationToken)
    {
        var answer = await directory.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = queue }, cancellationToken);
        if (answer.Tags?.GetValueOrDefault(ExecutionTag) is not { Length: > 0 } arn)
        {
            return false;
        }

        var execution = await executions.DescribeExecutionAsync(new DescribeExecutionRequest { ExecutionArn = arn }, cancellationToken);
        if (
            execution.Status is not ("SUCCEEDED" or "FAILED" or "TIMED_OUT" or "ABORTED")
            || execution.StopDate is not { } stopped
            || stopped + options.Grace > time.GetUtcNow()
        )
        {
            return false;
        }

        await queues.DeleteQueueAsync(new DeleteQueueRequest { QueueUrl = queue }, cancellationToken);
        LogRemoved(queue, arn, execution.Status);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Reply queue {Queue} is removed: its execution {Execution} has ended as {Status}")]
    private partial void LogRemoved(string queue, string execution, string status);

    [LoggerMessage(LogLevel.Information, "{Found} reply queues begin with {Prefix}; {Removed} of them were left behind and are removed")]
    private partial void LogSwept(int found, string? prefix, int removed);

    [LoggerMessage(
        LogLevel.Warning,
        "Of {Count} reply queues it is not known whether they are still needed, so they are left; allow sqs:ListQueueTags, states:DescribeExecution and sqs:DeleteQueue: {Reason}"
    )]
    private partial void LogUnknown(int count, string reason);
}
