using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DispatchWorker.Callbacks;

/// <summary>The callback API as HTTP: what is too much, too large or for another address is turned away before anything is looked up.</summary>
internal sealed partial class CallbackEndpoint(CallbackService service, CallbackLimits limits, ILogger<CallbackEndpoint> logger)
{
    /// <summary>Step Functions' limit for an output, in bytes.</summary>
    public const int LongestBody = 262_144;

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        CallbackAnswer answer;
        try
        {
            answer = await AnswerAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException exception)
        {
            answer =
                exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? TooLarge()
                    : CallbackAnswer.Error(exception.StatusCode, "BadRequest", "The request is malformed.");
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            answer = CallbackAnswer.Error(
                StatusCodes.Status503ServiceUnavailable,
                "Unavailable",
                "The call could not be taken; make it again, unchanged but for its time stamp and signature."
            ) with
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }

        await answer.WriteAsync(context.Response, context.RequestAborted);
    }

    private static CallbackAnswer TooLarge() =>
        CallbackAnswer.Error(
            StatusCodes.Status413PayloadTooLarge,
            "TooLarge",
            $"The body exceeds {LongestBody} bytes, Step Functions' limit for an output. Store it elsewhere and send a reference to it."
        );

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > LongestBody)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                ReadOnlyMemory<byte> body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async Task<CallbackAnswer> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!CallbackRequest.TryParsePath(request.Path.Value ?? "", out var id, out var verb))
        {
            return CallbackAnswer.Error(
                StatusCodes.Status404NotFound,
                "UnknownPath",
                "There is nothing here but POST /callbacks/{id}/success, /callbacks/{id}/failure and /callbacks/{id}/heartbeat."
            );
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = "POST";
            return CallbackAnswer.Error(StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed", "Callbacks are made with POST.");
        }

        if (!limits.LetsIn(id, out var retryAfter))
        {
            return CallbackAnswer.Error(
                StatusCodes.Status429TooManyRequests,
                "TooManyRequests",
                "There are too many calls for this id, or for all of them together; wait as Retry-After says."
            ) with
            {
                RetryAfter = retryAfter,
            };
        }

        if (request.ContentLength > LongestBody || await ReadBodyAsync(request, context.RequestAborted) is not { } body)
        {
            return TooLarge();
        }

        var callback = new CallbackRequest
        {
            Id = id,
            Verb = verb,
            Timestamp = Single(request, RequestSignature.TimestampHeader),
            Signature = Single(request, RequestSignature.SignatureHeader),
            Body = body,
        };
        return await service.AnswerAsync(callback, context.RequestAborted);
    }

    private static string? Single(HttpRequest request, string header) => request.Headers[header] is [{ } value] ? value : null;

    [LoggerMessage(LogLevel.Error, "A callback could not be taken")]
    private partial void LogFailed(Exception exception);
}
