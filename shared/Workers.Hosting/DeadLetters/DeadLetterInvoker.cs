using Microsoft.Extensions.Logging;
using Workers.Hosting.Jobs;

namespace Workers.Hosting.DeadLetters;

/// <summary>
/// Fails the task of a dead message, or answers at its reply queue. There is no handler: the outcome goes to the reporter, which deletes the message once the task is closed
/// and otherwise returns it for another try.
/// </summary>
internal sealed partial class DeadLetterInvoker : JobInvoker
{
    private ILogger? _logger;

    public override bool NeedsInput => false;

    protected override Task<JobOutcome> CallAsync(IServiceProvider services, JobContext context, CancellationToken cancellationToken)
    {
        var cause = Explain(context);
        if (context.Envelope is { TaskToken: null, ReplyTo: null })
        {
            LogKept(Logger(services), context.SourceName, cause);
        }

        // Without a token or a reply queue there is nobody to tell, and an outcome that is no success keeps the message.
        return Task.FromResult(JobOutcome.Failed(WorkerErrors.DeadLettered, cause));
    }

    // The body stays out of it: a cause is read by everybody who may read the execution.
    private static string Explain(JobContext context)
    {
        var queue = context.DeadLetterSource is { Length: > 0 } source
            ? $"queue {source.Split(':')[^1]}"
            : $"the queue before {context.Lease?.Queue?.QueueUrl.Split('/')[^1] ?? context.SourceName}";
        return $"Message {context.MessageId} of {queue} was given up and moved to a dead-letter queue: no worker finished it "
            + $"(receive count {context.ReceiveCount}, that of this receive included).";
    }

    private ILogger Logger(IServiceProvider services) =>
        _logger ??= ((ILoggerFactory)services.GetService(typeof(ILoggerFactory))!).CreateLogger<DeadLetterInvoker>();

    [LoggerMessage(
        LogLevel.Error,
        "{Source}: a dead message carries no readable task token and names no reply queue, so no execution can be told; it is kept and looked at again after a pause. If an execution waits for it, only its timeout ends it: read the message, then delete it. {Message}"
    )]
    private static partial void LogKept(ILogger logger, string source, string message);
}
