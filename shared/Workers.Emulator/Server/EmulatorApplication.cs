using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.Server;

/// <summary>From Kestrel's features to the dispatcher and back.</summary>
internal sealed partial class EmulatorApplication(AwsEmulator emulator, ILoggerFactory loggers) : IHttpApplication<IFeatureCollection>
{
    private readonly ILogger _logger = loggers.CreateLogger<EmulatorApplication>();

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
        if (exception is not null)
        {
            LogBrokenRequest(exception);
        }
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var aborted = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
        using var answer = ResponseBuffer.Rent();
        try
        {
            var isCall = HttpMethods.IsPost(request.Method);
            var reply = isCall ? await CallAsync(context, request, answer, aborted) : DiagnosticPages.Answer(emulator, request, answer);
            await WriteAsync(context, reply, answer, isCall ? reply.ContentType : "application/json", aborted);
        }
        catch (Exception error) when (IsClientGone(error, aborted))
        {
            // There is nobody left to answer.
        }
    }

    private async ValueTask<AwsReply> CallAsync(
        IFeatureCollection context,
        IHttpRequestFeature request,
        ResponseBuffer answer,
        CancellationToken aborted
    )
    {
        var reader = context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        byte[]? body = null;
        try
        {
            int length;
            try
            {
                (body, length) = await ReadBodyAsync(reader, aborted);
            }
            catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                return AwsDispatcher.WriteError(FrameworkErrors.RequestTooLarge(WireFormat.LongestBody), null, answer);
            }

            string? target = request.Headers[WireFormat.TargetHeader];
            var host = (string?)request.Headers.Host;
            emulator.CountCaller(request.Headers.UserAgent, target);
            return await emulator.Dispatcher.DispatchAsync(
                target,
                body.AsMemory(0, length),
                string.IsNullOrEmpty(host) ? emulator.BaseUrl : $"{request.Scheme}://{host}",
                answer,
                aborted
            );
        }
        finally
        {
            if (body is not null)
            {
                ArrayPool<byte>.Shared.Return(body);
            }
        }
    }

    /// <summary>Reads the whole body into a rented array.</summary>
    private static async ValueTask<(byte[] Body, int Length)> ReadBodyAsync(PipeReader reader, CancellationToken aborted)
    {
        while (true)
        {
            var result = await reader.ReadAsync(aborted);
            if (!result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            // Kestrel holds the body to its limit, so the length is an int.
            var length = (int)result.Buffer.Length;
            var body = ArrayPool<byte>.Shared.Rent(length);
            result.Buffer.CopyTo(body);
            reader.AdvanceTo(result.Buffer.End);
            return (body, length);
        }
    }

    private static async ValueTask WriteAsync(
        IFeatureCollection context,
        AwsReply reply,
        ResponseBuffer answer,
        string contentType,
        CancellationToken aborted
    )
    {
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        var body = answer.Complete();
        response.StatusCode = reply.StatusCode;
        response.Headers.ContentType = contentType;
        response.Headers.ContentLength = body.Length;
        response.Headers[WireFormat.RequestIdHeader] = WireFormat.NewRequestId();
        if (reply.QueryError is not null)
        {
            response.Headers[WireFormat.QueryErrorHeader] = reply.QueryError;
        }

        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body, aborted);
    }

    private static bool IsClientGone(Exception error, CancellationToken aborted) =>
        error is ConnectionResetException or ConnectionAbortedException
        || (error is OperationCanceledException or IOException && aborted.IsCancellationRequested);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "A request broke off before it was answered")]
    private partial void LogBrokenRequest(Exception error);
}
