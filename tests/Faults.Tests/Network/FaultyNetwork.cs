using System.Net;
using System.Text;
using Faults.Tests.Schedules;

namespace Faults.Tests.Network;

/// <summary>One worker's way to AWS, on which requests and answers meet the schedule's faults. It outlives the worker, as the emulator does.</summary>
internal sealed class FaultyNetwork(HttpMessageHandler aws, Schedule schedule, TimeProvider time, Func<TimeSpan> elapsed, Wire wire)
    : HttpMessageHandler
{
    // Before this nobody gives a poll up because it hangs.
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(60);

    private readonly HttpMessageInvoker _aws = new(aws, disposeHandler: false);
    private readonly Draw _draw = new((ulong)HashCode(schedule.Seed, wire.Number));
    private readonly Lock _lock = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[^1];
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        wire.Sending(operation, body);
        var sent = elapsed();
        await wire.Time!.PassAsync(cancellationToken);
        var isPoll = operation is "GetActivityTask" or "ReceiveMessage";
        var fault = FaultOf(isPoll ? FaultTarget.Polls : FaultTarget.Calls);
        if (fault is { } kind)
        {
            wire.Met(operation, kind);
        }

        switch (fault)
        {
            case FaultKind.Throttle:
                return Error(HttpStatusCode.BadRequest, "ThrottlingException");
            case FaultKind.InternalError:
                return Error(HttpStatusCode.InternalServerError, "InternalFailure");
            case FaultKind.Unavailable:
                return Error(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");
            case FaultKind.Reset:
                throw new HttpRequestException("The connection was reset before the request arrived.");
            case FaultKind.Delay:
                await Task.Delay(Pause(), time, cancellationToken);
                break;
        }

        var response = isPoll
            ? await PollAsync(operation, request, sent, cancellationToken)
            : await _aws.SendAsync(request, cancellationToken);
        await wire.Time.PassAsync(cancellationToken);
        switch (fault)
        {
            case FaultKind.ResetAfter:
                response.Dispose();
                throw new HttpRequestException("The connection was reset before the answer arrived.");
            case FaultKind.InternalErrorAfter:
                response.Dispose();
                return Error(HttpStatusCode.InternalServerError, "InternalFailure");
            case FaultKind.LoseAnswer:
                response.Dispose();
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                break;
        }

        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            wire.Answered(operation, body, answer);
        }
        else
        {
            wire.Refused(operation, body, answer);
        }

        return response;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _aws.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> PollAsync(
        string operation,
        HttpRequestMessage request,
        TimeSpan sent,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _aws.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (elapsed() - sent < LongPoll)
        {
            wire.CutOff(operation);
            throw;
        }
    }

    private FaultKind? FaultOf(FaultTarget target)
    {
        var now = elapsed();
        lock (_lock)
        {
            foreach (var window in schedule.Faults)
            {
                if (window.Covers(now, target) && _draw.Chance(window.Percent))
                {
                    return window.Kind;
                }
            }

            return null;
        }
    }

    private TimeSpan Pause()
    {
        lock (_lock)
        {
            return _draw.Seconds(0, 3);
        }
    }

    private static HttpResponseMessage Error(HttpStatusCode status, string code) =>
        new(status)
        {
            Content = new StringContent($$"""{"__type":"{{code}}","message":"Scripted."}""", Encoding.UTF8, "application/x-amz-json-1.0"),
        };

    private static long HashCode(int seed, int worker) => ((long)seed << 16) + worker + 1;
}
