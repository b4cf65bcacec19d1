using System.Diagnostics;
using Workers.Aws.Transport;

namespace Workers.Aws.Telemetry;

/// <summary>Watches one call. Costs nothing but a few checks when nobody listens. Never sees a request's content.</summary>
internal struct CallObservation
{
    private const string SystemName = "aws-api";

    private readonly AwsOperation _operation;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _span;
    private int _retries;

    private CallObservation(AwsOperation operation, Uri endpoint, string region, TimeProvider time)
    {
        _operation = operation;
        _time = time;
        _started = time.GetTimestamp();
        if (AwsTelemetry.Source.HasListeners())
        {
            _span = AwsTelemetry.Source.StartActivity(operation.Target, ActivityKind.Client);
            if (_span is { IsAllDataRequested: true })
            {
                _ = _span
                    .SetTag("rpc.system", SystemName)
                    .SetTag("rpc.system.name", SystemName)
                    .SetTag("rpc.service", operation.ServiceName)
                    .SetTag("rpc.method", operation.Name)
                    .SetTag("server.address", endpoint.Host)
                    .SetTag("server.port", endpoint.Port)
                    .SetTag("cloud.region", region);
            }
        }
    }

    public static CallObservation Start(AwsOperation operation, Uri endpoint, string region, TimeProvider time) =>
        new(operation, endpoint, region, time);

    /// <summary>Says what the call does with messages.</summary>
    public readonly void Asked<TRequest, TResponse>(MessagingCall<TRequest, TResponse>? messaging, TRequest request)
    {
        if (messaging is null || _span is not { IsAllDataRequested: true })
        {
            return;
        }

        var destination = messaging.Destination(request);
        _ = _span
            .SetTag("messaging.system", messaging.System)
            .SetTag("messaging.operation.name", messaging.Operation)
            .SetTag("messaging.operation.type", messaging.Type)
            .SetTag("messaging.destination.name", destination[(destination.AsSpan().LastIndexOfAny('/', ':') + 1)..])
            .SetTag(messaging.System == MessagingSystem.Sqs ? "aws.sqs.queue.url" : "aws.step_functions.activity.arn", destination);
    }

    /// <summary>Says which message it was, or how many.</summary>
    public readonly void Told<TRequest, TResponse>(MessagingCall<TRequest, TResponse>? messaging, TRequest request, TResponse? response)
    {
        if (messaging is null || _span is not { IsAllDataRequested: true })
        {
            return;
        }

        if (messaging.Count is { } count)
        {
            _ = _span.SetTag("messaging.batch.message_count", count(request, response));
        }

        if (messaging.MessageId?.Invoke(response) is { } id)
        {
            _ = _span.SetTag("messaging.message.id", id);
        }
    }

    public void Retried(string errorType)
    {
        _retries++;
        if (AwsTelemetry.Retries.Enabled)
        {
            AwsTelemetry.Retries.Add(
                1,
                new("rpc.service", _operation.ServiceName),
                new("rpc.method", _operation.Name),
                new("error.type", errorType)
            );
        }
    }

    public readonly void Answered(int statusCode, string? requestId)
    {
        if (_span is { IsAllDataRequested: true })
        {
            _ = _span.SetTag("http.response.status_code", statusCode);
            if (requestId is not null)
            {
                _ = _span.SetTag("aws.request_id", requestId);
            }
        }
    }

    /// <param name="empty">Whether it was a poll that brought nothing. Such polls are counted, but their spans are not worth exporting.</param>
    public readonly void Succeeded(bool empty)
    {
        Record(empty ? "empty" : "success", null);
        if (empty && _span is not null)
        {
            _span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        End(null, null);
    }

    public readonly void Failed(Exception error)
    {
        var type = ErrorType(error);
        var outcome = error switch
        {
            OperationCanceledException => "cancelled",
            AwsException { Kind: AwsErrorKind.Throttled } => "throttled",
            AwsException { Kind: AwsErrorKind.Transient } => "transient",
            _ => "failed",
        };
        Record(outcome, type);
        End(type, error is AwsServiceException ? error.Message : null);
    }

    public static string ErrorType(Exception error) => error is AwsServiceException service ? service.Code : error.GetType().FullName!;

    private readonly void Record(string outcome, string? errorType)
    {
        if (!AwsTelemetry.CallDuration.Enabled)
        {
            return;
        }

        var tags = new TagList
        {
            { "rpc.system.name", SystemName },
            { "rpc.service", _operation.ServiceName },
            { "rpc.method", _operation.Name },
            { "outcome", outcome },
        };
        if (errorType is not null)
        {
            tags.Add("error.type", errorType);
        }

        AwsTelemetry.CallDuration.Record(_time.GetElapsedTime(_started).TotalSeconds, tags);
    }

    private readonly void End(string? errorType, string? description)
    {
        if (_span is null)
        {
            return;
        }

        if (errorType is not null)
        {
            _ = _span.SetTag("error.type", errorType).SetStatus(ActivityStatusCode.Error, description);
        }

        if (_retries > 0)
        {
            _ = _span.SetTag("http.request.resend_count", _retries);
        }

        _span.Dispose();
    }
}
