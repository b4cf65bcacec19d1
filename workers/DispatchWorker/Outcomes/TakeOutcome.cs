using System.Text;
using DispatchWorker.Callbacks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workers.Hosting;

namespace DispatchWorker.Outcomes;

/// <summary>
/// Takes outcomes from a queue, for processors that can send a message and cannot sign a request: above all state machines. The rules are those
/// of the callback API.
/// </summary>
internal sealed partial class TakeOutcome(CallbackService service, ILogger<TakeOutcome> logger) : IJobHandler<OutcomeMessage, OutcomeResult>
{
    public async Task<OutcomeResult> HandleAsync(OutcomeMessage input, JobContext context, CancellationToken cancellationToken)
    {
        var said = (input.Success is null ? 0 : 1) + (input.Failure is null ? 0 : 1) + (input.Heartbeat ? 1 : 0);
        if (said != 1)
        {
            throw new JobFailedException(WorkerErrors.InvalidInput, "The message must have exactly one of success, failure and heartbeat.");
        }

        var content = input.Success ?? input.Failure;
        var body = content is { } json ? Encoding.UTF8.GetBytes(json.GetRawText()) : [];
        var request = new CallbackRequest
        {
            Id = input.Id,
            Verb =
                input.Heartbeat ? CallbackVerb.Heartbeat
                : input.Success is not null ? CallbackVerb.Success
                : CallbackVerb.Failure,
            Body = body,
        };
        if (body.Length > CallbackEndpoint.LongestBody)
        {
            throw new JobFailedException(
                WorkerErrors.OutputTooLarge,
                $"The output of {input.Id} exceeds {CallbackEndpoint.LongestBody} bytes."
            );
        }

        var answer = await service.AnswerTrustedAsync(request, cancellationToken);
        if (answer.Status is StatusCodes.Status400BadRequest)
        {
            throw new JobFailedException(WorkerErrors.InvalidInput, answer.Message ?? "The outcome cannot be taken.");
        }

        if (answer.Code is not null)
        {
            // Nothing that another delivery could change.
            LogDropped(input.Id, answer.Code, answer.Message);
        }

        return new OutcomeResult(answer.Status);
    }

    [LoggerMessage(LogLevel.Warning, "What came over the queue of outcomes for {Id} is dropped ({Code}): {Reason}")]
    private partial void LogDropped(string id, string code, string? reason);
}
